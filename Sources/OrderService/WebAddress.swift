import Foundation

/// The rule for URLs that people give for pictures and files.
enum WebAddress {
  static let longest = 2_048

  /// Whether a text is an http or https URL with a host.
  static func isOne(_ text: String) -> Bool {
    guard text.utf8.count <= longest, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }),
      let url = URL(string: text)
    else { return false }
    return ["http", "https"].contains(url.scheme?.lowercased()) && url.host()?.isEmpty == false
  }
}
