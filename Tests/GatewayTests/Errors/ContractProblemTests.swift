import Contracts
import Runtime
import SwiftProtobuf
import Testing

@testable import Gateway

@Suite("A bad contract stops start-up")
struct ContractProblemTests {
  /// The real contract with one method's options changed.
  private static func problems(
    of method: String = "GetStore", _ change: (inout Google_Protobuf_MethodOptions) -> Void
  ) throws -> [String] {
    var files = try Schema.contract().files
    for file in files.file.indices {
      for service in files.file[file].service.indices {
        for index in files.file[file].service[service].method.indices
        where files.file[file].service[service].method[index].name == method {
          change(&files.file[file].service[service].method[index].options)
        }
      }
    }
    do {
      let contract = GatewayContract(schema: try Schema(files))
      _ = try RouteTable(contract: contract, channels: ServiceChannels(inProcess: InProcessServices()))
      return []
    } catch let error as GatewayError {
      guard case .invalidContract(let problems) = error else { throw error }
      return problems
    }
  }

  @Test("the contract as it is has no problem")
  func good() throws {
    #expect(try Self.problems { _ in } == [])
  }

  @Test("two bindings for one path name both methods")
  func twice() throws {
    let problems = try Self.problems { $0.Google_Api_http.get = "/internal/products/{id}" }
    #expect(problems.count == 1)
    #expect(problems[0].contains("quartet.order.v1.StoreService/GetStore"))
    #expect(problems[0].contains("quartet.order.v1.ProductService/GetProduct"))
  }

  @Test("a template variable that is no field")
  func variable() throws {
    let problems = try Self.problems { $0.Google_Api_http.get = "/internal/stores/{store}" }
    #expect(problems.count == 1)
    #expect(problems[0].hasPrefix("quartet.order.v1.StoreService/GetStore: "))
    #expect(problems[0].contains("store"))
  }

  @Test("a body field that does not exist")
  func body() throws {
    let problems = try Self.problems(of: "CreateStore") { $0.Google_Api_http.body = "shop" }
    #expect(problems.count == 1)
    #expect(problems[0].contains("CreateStore") && problems[0].contains("shop"))
  }

  private enum Fault: String, CaseIterable {
    case option = "option"
    case surface = "surface"
    case access = "access rule is missing"
    case credentials = "two kinds"
    case organization = "needs `user`"
    case internalToken = "needs `open`"
    case timeout = "timeout"
    case rateLimit = "no key"

    func apply(_ options: inout Google_Protobuf_MethodOptions) {
      switch self {
      case .option: options.clearQuartet_Gateway_V1_route()
      case .surface: options.Quartet_Gateway_V1_route.surface = .unspecified
      case .access: options.Quartet_Gateway_V1_route.clearAccess()
      case .credentials: options.Quartet_Gateway_V1_route.access.public = true
      case .internalToken: options.Quartet_Gateway_V1_route.access.optionalInternalToken = true
      case .organization: options.Quartet_Gateway_V1_route.access.organization = true
      case .timeout: options.Quartet_Gateway_V1_route.timeout = "soon"
      case .rateLimit:
        options.Quartet_Gateway_V1_route.rateLimit = [
          .with {
            $0.scope = "s"
            $0.requests = 1
            $0.per = "1m"
          }
        ]
      }
    }
  }

  @Test(
    "a missing option, surface or access rule, a credential too many, a rate limit or timeout that can't be read",
    arguments: Fault.allCases)
  private func options(fault: Fault) throws {
    let problems = try Self.problems(fault.apply)
    #expect(problems.count == 1)
    #expect(problems.first?.contains(fault.rawValue) == true, "\(problems)")
  }
}
