import Foundation
import Logging
import Runtime
import Storage

/// Makes stored calls: each once, whoever asks and however often, whatever gets lost on the way.
///
/// Whoever makes a call leases it first and sends it outside of any transaction. A process that is killed leaves the
/// lease, which ends after a minute; the worker then sends the same request under the same `Idempotency-Key`, so Stripe
/// does it once. What Stripe may have forgotten is not sent again but looked for (``StripeLookup``).
struct StripeCalls: Sendable {
  /// Longer than an attempt takes.
  static let leaseLength = Duration.seconds(60)
  private static let attempts = 3
  /// How long one waits for another who makes the same call.
  private static let patience = Duration.seconds(20)
  private static let maximumBackoff = Duration.seconds(3600)

  let database: any Database
  let api: StripeAPI
  let keys: StripeKeys
  let governor: StripeGovernor
  let clock: any WallClock
  let ids: any IDGenerator
  let logger: Logger
  var effects: [any StripeCallEffect] = []
  /// Between attempts, and between looks at what another one is doing. Replaced in tests, which don't wait.
  var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

  /// One exchange with the tenant's key.
  /// - Throws: ``StripeFailure``, `CancellationError`.
  func exchange(_ request: StripeRequest, tenantID: String) async throws -> Data {
    guard let key = try await keys.key(of: tenantID) else { throw StripeFailure.notConfigured }
    return try await governor.run(tenantID: tenantID, isLive: key.isLive) {
      try await api.send(request, key: key.text)
    }
  }

  /// - Returns: the body of the answer.
  func perform(
    _ request: StripeRequest, key: String, tenantID: String, takesFirst: Bool
  ) async throws -> Data {
    guard try await keys.isConfigured(tenantID) else { throw StripeFailure.notConfigured }
    let deadline = ContinuousClock.now + Self.patience
    var attempt = 1
    while true {
      switch try await take(request, key: key, tenantID: tenantID, takesFirst: takesFirst) {
      case .settled(let call): return try Self.outcome(of: call)
      case .leasedByAnother:
        try await awaitOther(key, tenantID: tenantID, until: deadline)
      case .leased(let call, let lease):
        do {
          return try await make(call, lease: lease, tenantID: tenantID)
        } catch let failure as StripeFailure where failure.mayRepeat && attempt < Self.attempts {
          try await pause(.milliseconds(200 * attempt * attempt))
          attempt += 1
        }
      }
    }
  }

  /// Takes up a call that whoever asked for it has left.
  /// - Returns: whether it is settled now.
  func takeUp(_ key: String, tenantID: String) async throws -> Bool {
    guard let stored = try await call(key, tenantID: tenantID) else { return false }
    if stored.isForgotten(at: clock.now()) {
      try await lookUp(stored, tenantID: tenantID)
      return true
    }
    guard case .leased(let call, let lease) = try await take(nil, key: key, tenantID: tenantID, takesFirst: true)
    else { return false }
    do {
      _ = try await make(call, lease: lease, tenantID: tenantID)
      return true
    } catch let failure as StripeFailure {
      if case .refused = failure { return true }
      logger.warning("a Stripe call must wait", metadata: ["key": "\(key)", "error": "\(failure)"])
      return false
    }
  }

  func call(_ key: String, tenantID: String) async throws -> StripeCall? {
    try await database.read(tenant: tenantID) { tx in try tx.stripeCall(key) }
  }
}

extension StripeCalls {
  private enum Taken: Sendable {
    case settled(StripeCall)
    case leasedByAnother
    case leased(StripeCall, lease: String)
  }

  private func take(
    _ request: StripeRequest?, key: String, tenantID: String, takesFirst: Bool
  ) async throws -> Taken {
    let (now, lease) = (clock.now(), ids.next())
    return try await database.write(tenant: tenantID) { tx in
      if let request { try tx.enqueue(request, key: key, at: now) }
      guard let call = try tx.stripeCall(key) else { throw StripeFailure.unknown("the stored call is gone") }
      if let request, !takesFirst, call.request != request { throw StripeCallError.keyReused(key) }
      guard call.state == .new || call.state == .sent else { return .settled(call) }
      if call.isForgotten(at: now) { throw StripeFailure.unknown("it is looked for at Stripe") }
      guard try tx.leaseStripeCall(key, lease: lease, at: now) else { return .leasedByAnother }
      return .leased(call, lease: lease)
    }
  }

  /// Waits until whoever makes a call has settled it, or left it.
  private func awaitOther(_ key: String, tenantID: String, until deadline: ContinuousClock.Instant) async throws {
    while let call = try await call(key, tenantID: tenantID), call.isLeased(at: clock.now()) {
      guard ContinuousClock.now < deadline else { throw StripeFailure.busy }
      try await pause(.milliseconds(50))
    }
  }

  private static func outcome(of call: StripeCall) throws -> Data {
    if let refusal = call.refusal { throw StripeFailure.refused(refusal) }
    guard call.state == .done, let response = call.response else {
      throw StripeFailure.unknown("whether it was done is not known")
    }
    return Data(response)
  }

  /// One attempt. What came of it is written down even for a caller that is gone.
  private func make(_ call: StripeCall, lease: String, tenantID: String) async throws -> Data {
    let result: Result<Data, any Error>
    do {
      result = .success(try await exchange(call.outgoing(tenantID: tenantID), tenantID: tenantID))
    } catch {
      result = .failure(error)
    }
    try await Task {
      try await StatementLimit.afterCall { try await note(result, of: call, lease: lease, tenantID: tenantID) }
    }.value
    return try result.get()
  }

  private func note(
    _ result: Result<Data, any Error>, of call: StripeCall, lease: String, tenantID: String
  ) async throws {
    switch result {
    case .success(let body): try await settle(call, with: body, tenantID: tenantID)
    case .failure(StripeFailure.refused(let refusal)): try await fail(call, refusal, tenantID: tenantID)
    case .failure(let error):
      let isUntouched: Bool =
        switch error as? StripeFailure {
        case .busy, .keyInvalid, .notConfigured: true
        default: false
        }
      let wait = min(Self.maximumBackoff, .seconds(5 << min(10, call.attempts)))
      let dueAt = clock.now().adding(wait)
      try await database.write(tenant: tenantID) { tx in
        try tx.returnStripeCall(call.key, lease: lease, isUntouched: isUntouched, dueAt: dueAt)
      }
    }
  }

  /// Writes down that a call is done, together with what follows from it.
  private func settle(_ call: StripeCall, with body: Data, tenantID: String) async throws {
    let now = clock.now()
    let following = effects.filter { $0.kind == call.kind }
    try await database.write(tenant: tenantID) { tx in
      guard try tx.finishStripeCall(call.key, .done, response: Array(body), at: now) else { return }
      for effect in following { try effect.apply(call, response: body, tx, at: now) }
    }
  }

  private func fail(_ call: StripeCall, _ refusal: StripeRefusal, tenantID: String) async throws {
    let now = clock.now()
    try await database.write(tenant: tenantID) { tx in
      _ = try tx.finishStripeCall(call.key, .failed, refusal: refusal, at: now)
    }
  }

  /// Finds out what became of a call whose key Stripe may have forgotten.
  private func lookUp(_ call: StripeCall, tenantID: String) async throws {
    let finding = try await StripeLookup(call, tenantID: tenantID).run { try await exchange($0, tenantID: tenantID) }
    switch finding {
    case .found(let object): try await settle(call, with: object, tenantID: tenantID)
    case .notThere:
      try await fail(call, .neverArrived, tenantID: tenantID)
    case .notKnown:
      let now = clock.now()
      logger.error("whether a Stripe call was done is not known", metadata: ["key": "\(call.key)"])
      try await database.write(tenant: tenantID) { tx in
        _ = try tx.finishStripeCall(call.key, .unknown, at: now)
      }
    }
  }
}
