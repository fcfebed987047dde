import NIOHTTP1

/// A `Host` header (RFC 9110, section 7.2): a name or address, and perhaps a port.
struct HostHeader: Equatable {
  /// In lower case, an IPv6 address without its brackets.
  let host: String
  let port: Int?

  init?(_ text: String) {
    let (name, rest): (Substring, Substring)
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      name = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
      guard name.utf8.allSatisfy(Self.isAddress), name.contains(":") else { return nil }
    } else {
      name = text.prefix { $0 != ":" }
      rest = text[name.endIndex...]
      guard name.utf8.allSatisfy(Self.isName) else { return nil }
    }
    guard !name.isEmpty else { return nil }
    host = name.lowercased()
    if rest.isEmpty {
      port = nil
    } else {
      let digits = rest.dropFirst()
      guard rest.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      guard !digits.isEmpty else {
        port = nil
        return
      }
      guard digits.utf8.count <= 5, let number = Int(digits), number <= 65_535 else { return nil }
      port = number
    }
  }

  /// What is wrong with a request's `Host`, for people. HTTP/1.0 does not ask for one.
  static func problem(_ head: HTTPRequestHead) -> String? {
    let values = head.headers["host"]
    if values.isEmpty {
      return head.version.major == 1 && head.version.minor >= 1 ? "An HTTP/1.1 request needs a Host header." : nil
    }
    guard values.count == 1 else { return "The request has more than one Host header." }
    return HostHeader(values[0]) == nil ? "The Host header is not a host with an optional port." : nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~%!$&'()*+,;=".utf8.contains(byte)
    }
  }

  private static func isAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: ":"), UInt8(ascii: "."): true
    default: false
    }
  }
}
