import Runtime
import Testing

/// What a call is refused with. A call that is answered fails its test.
public func refusal(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async throws -> ServiceError {
  if let error = try await serviceError(body) { return error }
  Issue.record("nothing was refused", sourceLocation: sourceLocation)
  throw NothingRefused()
}

/// The reason that a call is refused with; nil for one that is answered, which is as good in a race.
public func reason(_ body: () async throws -> some Any) async throws -> String? {
  try await serviceError(body)?.reason
}

private struct NothingRefused: Error {}

private func serviceError(_ body: () async throws -> some Any) async throws -> ServiceError? {
  do {
    _ = try await body()
    return nil
  } catch let error as any DomainError {
    return error.serviceError
  }
}
