/// One thing in a command's output.
protocol AdminRow: Encodable {
  /// For people.
  var line: String { get }
}
