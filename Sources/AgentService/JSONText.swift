/// A JSON object that is kept for its owner, as text. What it holds is looked at only where it means something.
struct JSONText: Sendable, Equatable {
  static let empty = JSONText("{}")

  let text: String

  /// - Parameter text: JSON text of an object.
  init(_ text: String) { self.text = text }
}
