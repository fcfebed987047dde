/// Why a text can't be a pattern.
struct PatternError: Error, Equatable {
  /// The character it is about, from 1.
  let position: Int
  let reason: String

  var message: String { "can't be used: at character \(position), \(reason)" }
}
