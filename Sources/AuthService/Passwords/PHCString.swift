import Foundation

/// The PHC string format of password hashes, with numbers as parameters:
/// `$<function>[$v=<version>]$<name>=<number>,…$<salt>$<digest>`, base64 without padding.
struct PHCString: Sendable {
  let function: String
  let version: Int?
  let parameters: [(name: String, value: Int)]
  let salt: [UInt8]
  let digest: [UInt8]

  /// Nil for text of another form.
  init?(_ text: String) {
    var parts = text.split(separator: "$", omittingEmptySubsequences: false)[...]
    guard parts.count == 5 || parts.count == 6, parts.removeFirst().isEmpty else { return nil }
    function = String(parts.removeFirst())
    if parts.count == 4 {
      guard let field = Self.parameter(parts.removeFirst()), field.name == "v" else { return nil }
      version = field.value
    } else {
      version = nil
    }
    let fields = parts.removeFirst().split(separator: ",", omittingEmptySubsequences: false)
    parameters = fields.compactMap(Self.parameter)
    guard parameters.count == fields.count, let salt = Self.decode(parts.removeFirst()),
      let digest = Self.decode(parts.removeFirst())
    else { return nil }
    self.salt = salt
    self.digest = digest
  }

  static func encode(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
  }

  private static func parameter(_ text: Substring) -> (name: String, value: Int)? {
    let sides = text.split(separator: "=", omittingEmptySubsequences: false)
    guard sides.count == 2, let value = Int(sides[1]) else { return nil }
    return (String(sides[0]), value)
  }

  private static func decode(_ text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Data(base64Encoded: text + padding).map { [UInt8]($0) }
  }
}
