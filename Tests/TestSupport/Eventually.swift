import Testing

/// Waits until a condition holds, where there is no event to wait for: it is asked at once, and then again after
/// pauses that grow from a millisecond to a tenth of a second.
///
/// No test depends on how soon that is; the limit only ends one that would wait for ever.
public func eventually(
  within limit: Duration = .seconds(120), sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  var pause = Duration.milliseconds(1)
  while try await !condition() {
    guard ContinuousClock.now < end else {
      Issue.record("did not come about within \(limit)", sourceLocation: sourceLocation)
      throw NeverCameAbout()
    }
    try await Task.sleep(for: pause)
    pause = min(pause * 2, .milliseconds(100))
  }
}

private struct NeverCameAbout: Error {}
