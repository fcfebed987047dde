/// A Swift type that can be a statement's argument.
public protocol SQLBindable: Sendable {
  var sqlValue: SQLValue { get }
}
