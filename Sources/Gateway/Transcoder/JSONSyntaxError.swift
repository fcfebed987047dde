/// The body is not JSON text.
struct JSONSyntaxError: Error, Equatable {
  enum Reason: String {
    case unexpectedCharacter = "unexpected character"
    case unexpectedEnd = "unexpected end"
    case badNumber = "malformed number"
    case badEscape = "malformed escape"
    case loneSurrogate = "half of a surrogate pair"
    case badUTF8 = "text that is not UTF-8"
    case controlCharacter = "control character in a string"
    case tooDeep = "nested too deeply"
    case trailing = "text after the value"
    case duplicateKey = "duplicate key"
  }

  var reason: Reason
  /// In bytes from the body's start.
  var offset: Int
}
