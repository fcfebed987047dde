/// How long a transaction may take, the wait for its connection included.
///
/// Whoever serves a call binds its deadline around the handler; where there is none, as in workers,
/// ``maximum`` alone counts. A transaction that takes longer is undone, and ends with
/// ``StorageError/timedOut``; one whose task is cancelled, with `CancellationError`.
public enum StatementLimit {
  /// When the running call's client stops waiting.
  @TaskLocal public static var deadline: ContinuousClock.Instant?
  /// The longest transaction. Commands of operators that read whole tables bind a longer one.
  @TaskLocal public static var maximum = standard

  static let standard = Duration.seconds(30)
}

extension StatementLimit {
  /// Runs `body` without the call's deadline, for what must be written down although the call is over. A
  /// caller that has left cancels it all the same, unless it runs in a task of its own.
  public static func afterCall<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
  ) async rethrows -> T {
    try await $deadline.withValue(nil, operation: body)
  }

  /// Runs `body` without a limit, for what must be done however long it takes.
  static func lifted<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
  ) async rethrows -> T {
    try await $deadline.withValue(nil) {
      try await $maximum.withValue(.seconds(1_000_000_000), operation: body)
    }
  }
}
