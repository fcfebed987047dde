import Foundation

/// Where a store's messages go: an http or https URL without user information or fragment.
struct OutboundURL: Sendable, Equatable {
  let text: String
  /// The name or address, without brackets, in the form in which the HTTP client looks it up.
  let host: String

  /// Nil for any other text.
  init?(_ text: String) {
    guard WebAddress.isOne(text), text.utf8.allSatisfy({ $0 < 0x80 }), let url = URL(string: text), url.user == nil,
      url.password == nil, url.fragment == nil, let host = url.host, url.port.map({ (1...65_535).contains($0) }) ?? true
    else { return nil }
    self.text = text
    self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }
}
