import Runtime
import Storage

/// Does what a conflict asks of a caller: tries again.
func patiently<T: Sendable>(_ body: () async throws -> T) async throws -> T {
  while true {
    do {
      return try await body()
    } catch StorageError.conflict {
      continue
    } catch let error as ServiceError where error.code == .aborted && error.reason == "CONFLICT" {
      continue
    }
  }
}
