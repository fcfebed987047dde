/// What can go wrong in storage, the same on both engines.
public enum StorageError: Error, Sendable, Equatable {
  /// A UNIQUE or PRIMARY KEY constraint; the columns are those of the constraint.
  case uniqueViolation(table: String, columns: [String])
  /// A FOREIGN KEY constraint.
  case foreignKeyViolation(table: String)
  /// A CHECK constraint, by its name.
  case checkViolation(table: String, constraint: String)
  /// A NOT NULL constraint.
  case notNullViolation(table: String, column: String)
  /// Text with a NUL character, which PostgreSQL can't store: refused on both engines.
  case textContainsNUL
  /// No connection came free in time.
  case poolExhausted(waited: Duration)
  /// The transaction took longer than ``StatementLimit`` allows; nothing was committed.
  case timedOut
  /// The disk is full (or a quota, or the file's own limit); nothing was committed.
  case full(String)
  /// The server has no memory or other means left for this.
  case overloaded(String)
  /// A value that the engine can't store, or a statement beyond its limits: too long, too many, not text.
  case unacceptable(String)
  /// The server can't be reached, or ended the connection; nothing was committed.
  case unavailable(String)
  /// The connection was lost while a commit was under way: it may have happened or not.
  case commitUnknown(String)
  /// A serialization failure or deadlock that retries did not resolve.
  case conflict(String)
  /// A column was read as another type than it has.
  case unexpectedType(String)
  /// The database is closed.
  case closed
  /// Anything else; the engine's own words.
  case failed(code: String, message: String)
}
