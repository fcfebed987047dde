/// Keeps both engines to one rule, PostgreSQL's: after a statement has failed, its transaction (or
/// the savepoint around it) can only be undone. A closure that swallows the error gets it back when
/// it tries to go on or to commit.
struct FailedStatement {
  private(set) var cause: StorageError?

  mutating func record(_ error: StorageError) { if cause == nil { cause = error } }

  mutating func clear() { cause = nil }

  func check() throws(StorageError) {
    guard let cause else { return }
    throw .failed(
      code: "25P02",
      message: "an earlier statement failed and was not undone by a savepoint: \(cause)")
  }
}

/// Refuses the one text that PostgreSQL can't store, before anything is sent.
func refuseNUL(in arguments: [SQLValue]) throws(StorageError) {
  for case .text(let text) in arguments where text.utf8.contains(0) { throw .textContainsNUL }
}

func wrongArgumentCount(_ sql: String, expected: Int, given: Int) -> StorageError {
  .failed(code: "arguments", message: "the statement has \(expected) parameters, not \(given): \(sql)")
}
