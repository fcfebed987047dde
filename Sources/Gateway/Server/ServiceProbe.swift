import Contracts
import GRPCCore
import Runtime
import Synchronization

/// Asks each service a small question that needs its database; one answer serves a second's worth of
/// health checks.
final class ServiceProbe: Sendable {
  struct Result: Sendable {
    var name: String
    var isUp: Bool
    /// Why it is down; of one that is up, what keeps its database from taking writes. Nil: nothing that is known.
    var problem: String?
  }
  private let channels: ServiceChannels
  private let last = Mutex<(at: ContinuousClock.Instant, results: [Result])?>(nil)

  init(channels: ServiceChannels) { self.channels = channels }

  func results() async -> [Result] {
    if let last = last.withLock({ $0 }), ContinuousClock.now - last.at < .seconds(1) { return last.results }
    let questions: [(String, ServiceChannel, MethodDescriptor)] = [
      ("auth", channels.auth, UnaryRPC.listSigningKeys.descriptor),
      ("billing", channels.billing, UnaryRPC.listPublicPlans.descriptor),
      ("agent", channels.agent, UnaryRPC.listAgentTypes.descriptor),
      ("order", channels.order, UnaryRPC.checkSlug.descriptor),
    ]
    let results = await withTaskGroup(of: (Int, Result).self) { group in
      for (index, question) in questions.enumerated() {
        group.addTask { (index, await Self.ask(question.0, question.1, question.2)) }
      }
      var results: [(Int, Result)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
    last.withLock { $0 = (.now, results) }
    return results
  }

  private static func ask(_ name: String, _ channel: ServiceChannel, _ method: MethodDescriptor) async -> Result {
    let call = Call(caller: .gateway, requestID: "", deadline: .now + .seconds(2))
    async let outage = Self.outage(channel, method, call)
    // A service that does not say is known to be down by the other question.
    async let storageProblem = try? channel.storageProblem(of: name, call)
    let (problem, reason) = await (storageProblem, outage)
    return Result(name: name, isUp: reason == nil, problem: problem ?? reason)
  }

  /// Why a service is down; one that answers at all, with a refusal too, is up.
  private static func outage(_ channel: ServiceChannel, _ method: MethodDescriptor, _ call: Call) async -> String? {
    do {
      _ = try await channel.unary(method, [], call)
      return nil
    } catch let error as ServiceError {
      let isDown = [.unavailable, .deadlineExceeded, .internalError, .unknown, .unimplemented].contains(error.code)
      return isDown ? error.message : nil
    } catch {
      return "The question was cancelled."
    }
  }
}
