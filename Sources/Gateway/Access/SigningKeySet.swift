import JWTKit

/// The auth service's public keys, asked for when a token names one that is not known.
///
/// All who need a key wait for one question together, and only a question that began after a token came says
/// that its key does not exist: whoever is refused for want of a key logs in again. After such an answer the
/// next question waits for a second, so that made-up key ids cost the auth service next to nothing.
actor SigningKeySet {
  typealias Keys = [String: EdDSA.PublicKey]

  private let ask: @Sendable () async throws -> Keys
  private let onWithdrawal: @Sendable () -> Void
  private let pause: Duration

  private var keys: Keys = [:]
  private var question: Task<Void, any Error>?
  /// How many questions have begun, and the number of the last one that was answered.
  private var begun = 0
  private var answered = 0
  /// Before this moment no question begins.
  private var notBefore: ContinuousClock.Instant?
  /// Key ids that were asked for and are not there, with the moment until which that counts.
  private var unknown: [String: ContinuousClock.Instant] = [:]

  private static let maximumUnknown = 1_000

  /// - Parameters:
  ///   - pause: between a question that did not help and the next one.
  ///   - ask: gets the key set.
  ///   - onWithdrawal: called when a key that was known is gone.
  init(
    pause: Duration = .seconds(1), ask: @escaping @Sendable () async throws -> Keys,
    onWithdrawal: @escaping @Sendable () -> Void
  ) {
    self.pause = pause
    self.ask = ask
    self.onWithdrawal = onWithdrawal
  }

  /// A key by its id; nil when the auth service does not have it.
  /// - Throws: what `ask` throws.
  func key(_ id: String) async throws -> EdDSA.PublicKey? {
    if let key = keys[id] { return key }
    if let until = unknown[id], until > .now { return nil }
    // A question under way may have been answered before this key was made: the next one counts.
    let needed = begun + 1
    while keys[id] == nil, answered < needed { try await waitForAnswer() }
    if let key = keys[id] { return key }
    noteUnknown(id)
    return nil
  }

  /// Takes over the key set as it is now.
  /// - Throws: what `ask` throws; what is known stays then.
  func refresh() async throws {
    let needed = begun + 1
    while answered < needed { try await waitForAnswer() }
  }

  /// Waits for the question under way, or begins one.
  private func waitForAnswer() async throws {
    if let question { return try await question.value }
    // Not the caller's task: one who leaves must not take the others' answer along.
    let task = Task { try await self.askOnce() }
    question = task
    try await task.value
  }

  private func askOnce() async throws {
    defer { question = nil }
    if let notBefore, notBefore > .now { try await Task.sleep(until: notBefore, clock: .continuous) }
    begun += 1
    let number = begun
    let new = try await ask()
    let isOneGone = keys.keys.contains { new[$0] == nil }
    keys = new
    answered = number
    unknown = unknown.filter { new[$0.key] == nil }
    if isOneGone { onWithdrawal() }
  }

  private func noteUnknown(_ id: String) {
    if unknown.count >= Self.maximumUnknown { unknown.removeAll() }
    let end = ContinuousClock.now + pause
    unknown[id] = end
    notBefore = end
  }
}
