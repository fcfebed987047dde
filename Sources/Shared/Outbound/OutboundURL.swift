import Foundation
import Runtime

/// A place that a client chose: an http or https URL without user information or fragment.
public struct OutboundURL: Sendable, Equatable {
  public let text: String
  /// The name or address, without brackets, in the form in which the HTTP client looks it up.
  public let host: String

  /// Nil for any other text.
  public init?(_ text: String) {
    guard WebAddress.isValid(text), text.utf8.allSatisfy({ $0 < 0x80 }), let url = URL(string: text),
      url.fragment == nil, let host = url.host
    else { return nil }
    self.text = text
    self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }
}
