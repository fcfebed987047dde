/// The grammar of the `tracestate` header (W3C Trace Context level 2, section 3.3):
///
///     list   = list-member 0*31( OWS "," OWS list-member )
///     member = key "=" value / OWS
///     key    = ( lcalpha / DIGIT ) 0*255( lcalpha / DIGIT / "_" / "-" / "*" / "/" / "@" )
///     value  = 0*255( %x20-2B / %x2D-3C / %x3E-7E ) nblk-chr
enum TraceState {
  static let maximumMembers = 32
  /// What a propagator has to carry; longer states lose members, as the specification describes.
  static let maximumLength = 512
  /// Members longer than this go first when the whole is too long.
  static let longMember = 128

  /// The state to pass on, empty members dropped; nil when it breaks the grammar and must be discarded.
  static func normalized(_ header: String) -> String? {
    var members: [ArraySlice<UInt8>] = []
    for part in header.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: true) {
      let member = Array(part).trimmingOptionalWhitespace()
      if member.isEmpty { continue }
      guard isMember(member) else { return nil }
      members.append(member)
    }
    guard members.count <= maximumMembers else { return nil }
    return String(decoding: Array(fit(members).joined(separator: ",".utf8)), as: UTF8.self)
  }

  private static func fit(_ members: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
    var members = members
    func excess() -> Bool { members.reduce(members.count - 1) { $0 + $1.count } > maximumLength }
    while excess(), let long = members.lastIndex(where: { $0.count > longMember }) { members.remove(at: long) }
    while excess() { members.removeLast() }
    return members
  }

  private static func isMember(_ member: ArraySlice<UInt8>) -> Bool {
    guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return false }
    let key = member[..<equals]
    let value = member[(equals + 1)...]
    guard let first = key.first, isLowerOrDigit(first), key.count <= 256, key.allSatisfy(isKeyCharacter) else {
      return false
    }
    return (1...256).contains(value.count) && value.allSatisfy(isValueCharacter)
  }

  private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isKeyCharacter(_ byte: UInt8) -> Bool {
    isLowerOrDigit(byte) || "_-*/@".utf8.contains(byte)
  }

  private static func isValueCharacter(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "=")
  }
}

extension [UInt8] {
  /// Without the spaces and tabs that RFC 9110 allows around a field value.
  func trimmingOptionalWhitespace() -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return []
    }
    return self[first...last]
  }
}
