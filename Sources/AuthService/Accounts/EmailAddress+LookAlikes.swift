import Foundation

/// Addresses that look like somebody else's (Unicode TR 39), reduced to what matters for addresses: scripts
/// whose letters are mistaken for each other, and the letters that are.
extension EmailAddress {
  /// Whether one part of the address (the local part, or a label of the domain) has letters of several
  /// scripts that look alike: nobody writes so, except to be mistaken for somebody.
  var mixesScripts: Bool {
    normalized.unicodeScalars.split { $0 == "@" || $0 == "." }.contains { part in
      Set(part.compactMap(LookAlikeScript.init)).count > 1
    }
  }

  /// What the address looks like: letters of other scripts replaced by the Latin ones they are mistaken
  /// for. Equal to ``normalized`` for plain ASCII.
  var skeleton: String {
    guard !normalized.utf8.allSatisfy({ $0 < 0x80 }) else { return normalized }
    let plain = normalized.decomposedStringWithCanonicalMapping.unicodeScalars.map { Self.lookAlikes[$0] ?? $0 }
    return String(String.UnicodeScalarView(plain)).precomposedStringWithCanonicalMapping
  }

  /// By script: Cyrillic, Greek, Armenian, and Latin letters beyond ASCII. Lower case only.
  private static let lookAlikes: [Unicode.Scalar: Unicode.Scalar] = {
    let pairs: [(from: String, to: String)] = [
      ("асԁеһіјӏоԛрѕѵԝхуүьгп", "acdehijloqpsvwxyybrn"),
      ("αγικνορσυ", "ayikvopou"),
      ("օոսհգցյ", "onuhqgj"),
      ("ıɩɪɑɡɢᴀᴄᴅᴇᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡʏᴢ", "iiiaggacdejkmopstuvwyz"),
    ]
    return Dictionary(
      pairs.flatMap { zip($0.from.unicodeScalars, $0.to.unicodeScalars) }.map { ($0.0, $0.1) },
      uniquingKeysWith: { first, _ in first })
  }()
}

/// The scripts whose letters are mistaken for each other.
private enum LookAlikeScript: Hashable {
  case latin, greek, cyrillic, armenian, cherokee

  /// Nil for scalars of other scripts, and for digits, marks and signs.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2B8, 0x1D00...0x1DBF,
      0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA722...0xA7FF, 0xAB30...0xAB64:
      self = .latin
    case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
    case 0x400...0x52F, 0x1C80...0x1C8F, 0xA640...0xA69F: self = .cyrillic
    case 0x531...0x588: self = .armenian
    case 0x13A0...0x13FF, 0xAB70...0xABBF: self = .cherokee
    default: return nil
    }
  }
}
