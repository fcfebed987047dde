/// The SQL engine behind a ``Database``.
public enum Dialect: String, Sendable, CaseIterable {
  case sqlite
  case postgres
}
