import Contracts
import HTTPTypes
import NIOCore
import NIOHTTP1
import Runtime

/// All routes of the contract, found by method and path.
struct RouteTable: Sendable {
  enum Match {
    case route(Route, [String])
    case methodNotAllowed([String], isCrossOrigin: Bool)
    case notFound
  }

  let routes: [Route]
  private let router: PathRouter

  /// - Throws: ``GatewayError/invalidContract(_:)`` with every problem of every method.
  init(contract: GatewayContract, channels: ServiceChannels) throws {
    var problems: [String] = []
    var routes: [Route] = []
    var entries: [PathRouter.Route] = []
    for binding in contract.bindings() {
      do {
        guard let (method, template) = binding.http.target else { throw ContractProblem("the HTTP rule has no path") }
        let path: PathTemplate
        do { path = try PathTemplate(template) } catch { throw ContractProblem("\(error)") }
        let route = try Route(
          binding: binding, path: path, schema: contract.schema,
          channel: try channels.channel(service: binding.method.service))
        routes.append(route)
        entries.append(PathRouter.Route(method: method, template: path, owner: binding.owner))
      } catch {
        problems.append("\(binding.owner): \(error)")
      }
    }
    self.routes = routes
    do {
      router = try PathRouter(entries)
    } catch {
      throw GatewayError.invalidContract(problems + error.conflicts)
    }
    guard problems.isEmpty else { throw GatewayError.invalidContract(problems) }
  }

  /// How long a request's body may take: as long as its route, from the head on.
  func bodyTimeout(of head: HTTPRequestHead) -> TimeAmount {
    let path = String(head.uri.prefix { $0 != "?" })
    guard case .match(let index, _) = router.lookup(method: head.method.rawValue, path: path) else {
      return .seconds(30)
    }
    return TimeAmount(routes[index].timeout)
  }

  /// - Throws: INVALID_ARGUMENT `MALFORMED_PATH` for a bad percent-escape.
  func lookup(_ exchange: Exchange) throws -> Match {
    switch router.lookup(method: exchange.head.method.rawValue, path: exchange.path) {
    case .match(let index, let variables): return .route(routes[index], variables)
    case .methodNotAllowed(let allowed):
      return .methodNotAllowed(allowed, isCrossOrigin: allowed.contains { isCrossOrigin($0, exchange.path) })
    case .notFound: return .notFound
    case .malformedPath:
      throw ServiceError(
        .invalidArgument, "MALFORMED_PATH", "The path has a bad percent-escape or is not UTF-8.", httpStatus: 400)
    }
  }

  private func isCrossOrigin(_ method: String, _ path: String) -> Bool {
    guard case .match(let index, _) = router.lookup(method: method, path: path) else { return false }
    return routes[index].isCrossOrigin
  }
}

extension RouteTable {
  /// The route of a path without variables.
  func route(method: String, path: String) -> Route? {
    guard case .match(let index, _) = router.lookup(method: method, path: path) else { return nil }
    return routes[index]
  }
}

extension ServiceChannels {
  /// The service that owns a gRPC service of the contract, by its package.
  func channel(service: String) throws(ContractProblem) -> ServiceChannel {
    switch service.split(separator: ".").prefix(3).joined(separator: ".") {
    case "quartet.auth.v1": auth
    case "quartet.billing.v1": billing
    case "quartet.agent.v1": agent
    case "quartet.order.v1": order
    default: throw ContractProblem("no process role owns \(service)")
    }
  }
}
