import GRPCCore

/// One gateway's stream of revocations.
struct RevocationWatch: Sendable {
  /// What the stream carries.
  enum Event: Sendable, Equatable {
    case revoked(SequencedRevocation)
    /// Nothing new up to this sequence number: the stream is alive.
    case heartbeat(Int64)
  }

  let store: RevocationStore
  let signal: RevocationSignal

  /// How often the database is looked into for revocations of other processes.
  private static let lookInterval = Duration.milliseconds(250)
  /// A little short of the promised second, since a look comes only every quarter of one.
  private static let heartbeatInterval = Duration.milliseconds(700)

  /// Sends a heartbeat at once, then every revocation after a sequence number (0: from now on), until the
  /// caller cancels or the server shuts down. A failed look ends the stream: a gateway without one stops
  /// trusting what it remembers.
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
    let latest = try await store.latest()
    // A number from the future comes from a database that has been restored since.
    var last = sequence > 0 ? min(sequence, latest) : latest
    try await send(.heartbeat(last))
    var sent = ContinuousClock.now
    for await _ in looks {
      var found: [SequencedRevocation]
      repeat {
        found = try await store.after(last)
        for revocation in found {
          try await send(.revoked(revocation))
          last = revocation.sequence
          sent = .now
        }
      } while found.count == RevocationStore.batch
      if ContinuousClock.now - sent >= Self.heartbeatInterval {
        try await send(.heartbeat(last))
        sent = .now
      }
    }
  }
}
