/// That a command did what it was asked.
struct DoneRow: AdminRow {
  var id: String
  /// "revoked", "removed", …
  var done: String

  var line: String { done }
}
