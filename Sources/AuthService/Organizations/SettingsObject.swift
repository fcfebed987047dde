/// A JSON object that an app keeps with a user or a department.
struct SettingsObject: Sendable, Equatable {
  /// The longest JSON text in bytes.
  static let maximumBytes = 64 * 1024

  static let empty = SettingsObject(stored: "{}")

  /// The JSON text, as it is stored. It has been read back once before: it is an object, not nested too deep.
  let text: String

  /// - Parameter text: what a ``SettingsObject`` has been stored as.
  init(stored text: String) { self.text = text }
}
