import Contracts
import GRPCCore
import Runtime
import Synchronization

/// Asks each service a small question that needs its database; one answer serves a second's worth of
/// health checks.
final class ServiceProbe: Sendable {
  struct Result: Sendable {
    var name: String
    /// Why the service is down; nil while it is up.
    var problem: String?

    var isUp: Bool { problem == nil }
  }
  private let channels: ServiceChannels
  private let last = Mutex<(at: ContinuousClock.Instant, results: [Result])?>(nil)

  init(channels: ServiceChannels) { self.channels = channels }

  func results() async -> [Result] {
    if let last = last.withLock({ $0 }), ContinuousClock.now - last.at < .seconds(1) { return last.results }
    let questions: [(String, ServiceChannel, MethodDescriptor)] = [
      ("auth", channels.auth, AuthV1.AccessService.Method.ListSigningKeys.descriptor),
      ("billing", channels.billing, BillingV1.PlanService.Method.ListPublicPlans.descriptor),
      ("agent", channels.agent, AgentV1.AgentTypeService.Method.ListAgentTypes.descriptor),
      ("order", channels.order, OrderV1.StoreService.Method.CheckSlug.descriptor),
    ]
    let results = await withTaskGroup(of: (Int, Result).self) { group in
      for (index, question) in questions.enumerated() {
        group.addTask { (index, Result(name: question.0, problem: await Self.problem(question.1, question.2))) }
      }
      var results: [(Int, Result)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
    last.withLock { $0 = (.now, results) }
    return results
  }

  /// A service that answers at all, with a refusal too, is up.
  private static func problem(_ channel: ServiceChannel, _ method: MethodDescriptor) async -> String? {
    do {
      _ = try await channel.unary(
        method, [], Call(caller: .gateway, requestID: "", deadline: .now + .seconds(2)))
      return nil
    } catch let error as ServiceError {
      let isDown = [.unavailable, .deadlineExceeded, .internalError, .unknown, .unimplemented].contains(error.code)
      return isDown ? error.message : nil
    } catch {
      return "The question was cancelled."
    }
  }
}
