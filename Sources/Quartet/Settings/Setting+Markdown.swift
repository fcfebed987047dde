extension Setting {
  /// The table of docs/operations.md.
  static var markdownTable: String {
    let rows = table.map { "| `\($0.name)` | \($0.defaultText) | \($0.readers) | \($0.words) |\n" }
    return "| name | default | read by | meaning |\n|---|---|---|---|\n" + rows.joined()
  }

  private var readers: String { roles.map { $0.map(\.rawValue).joined(separator: ", ") } ?? "all" }

  /// Each setting on a few lines, for a terminal.
  static var helpText: String {
    table.map { setting in
      let plain = { (text: String) in text.replacing("`", with: "") }
      return "\(setting.name) (default: \(plain(setting.defaultText)))\n  \(plain(setting.words))"
    }.joined(separator: "\n")
  }
}
