import GRPCCore
import Runtime
import Storage

/// One gateway's stream of revocations.
struct RevocationWatch: Sendable {
  /// What the stream carries.
  enum Event: Sendable, Equatable {
    case revoked(SequencedRevocation)
    /// Everything up to this sequence number has been sent: the stream is alive.
    case heartbeat(Int64)
  }

  let store: RevocationStore
  let signal: RevocationSignal
  let clock: any WallClock

  /// How long a revocation is told to gateways that have just started: as long as an access token from
  /// before it may be valid, by clocks that differ.
  static let memory = Duration.seconds(TokenIssuer.accessLifetime + 300)
  /// How often the database is looked into for revocations of other processes.
  private static let lookInterval = Duration.milliseconds(250)
  /// A little short of the promised second, since a look comes only every quarter of one.
  private static let heartbeatInterval = Duration.milliseconds(700)

  /// Sends every revocation after a sequence number (0: the younger ones, see ``memory``), a heartbeat once
  /// that is done, and then what comes, until the caller cancels or the server shuts down. A failed look ends
  /// the stream: a gateway without one stops trusting what it remembers.
  func run(after sequence: Int64, _ send: (Event) async throws -> Void) async throws {
    let (looks, look) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let subscription = signal.subscribe { look.yield() }
    defer { signal.unsubscribe(subscription) }
    // gRPC says through this handler, not by cancelling the task, that the gateway is gone.
    try await withRPCCancellationHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          while true {
            look.yield()
            try await Task.sleep(for: Self.lookInterval)
          }
        }
        try await deliver(after: sequence, looks, send)
        group.cancelAll()
      }
    } onCancelRPC: {
      look.finish()
    }
  }

  private func deliver(
    after sequence: Int64, _ looks: AsyncStream<Void>, _ send: (Event) async throws -> Void
  ) async throws {
    var last = try await start(after: sequence)
    var heartbeat: ContinuousClock.Instant?
    for await _ in looks {
      var found: [SequencedRevocation]
      repeat {
        found = try await store.after(last)
        for revocation in found {
          try await send(.revoked(revocation))
          last = revocation.sequence
        }
      } while found.count == RevocationStore.batch
      if heartbeat.map({ ContinuousClock.now - $0 >= Self.heartbeatInterval }) ?? true {
        try await send(.heartbeat(last))
        heartbeat = .now
      }
    }
  }

  /// The number after which the stream begins. One from the future comes from a database that has been
  /// restored since: its reader has seen what never was, and may have missed what is.
  private func start(after sequence: Int64) async throws -> Int64 {
    if sequence > 0, sequence <= (try await store.latest()) { return sequence }
    return try await store.last(before: clock.now().subtracting(Self.memory))
  }
}
