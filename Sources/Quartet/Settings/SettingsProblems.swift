/// Every problem of the settings, reported together.
struct SettingsProblems: Error, CustomStringConvertible {
  var problems: [String]
  var description: String { problems.joined(separator: "\n") }
}
