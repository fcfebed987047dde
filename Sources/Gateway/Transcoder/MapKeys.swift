/// The keys of one JSON map, for finding duplicates: a plain list while there are few of them, a set
/// afterwards.
///
/// Whoever reads the message puts them into a dictionary of Swift strings, to which "é" in one scalar and in two
/// are one key (canonical equivalence, UAX #15), as are "K" and the Kelvin sign. Such keys are duplicates here,
/// so that no member gets lost there. ASCII keys alone are compared by their bytes.
struct MapKeys {
  private static let maximumListed = 16
  private let base: Int
  private var set: Set<KeyText>?
  /// All keys, once there is one that is not ASCII.
  private var texts: Set<String>?

  init(_ parser: inout JSONToWire) { base = parser.mapKeys.count }

  /// False when the key was there already.
  mutating func insert(_ key: KeyText, _ parser: inout JSONToWire) -> Bool {
    if texts == nil, !key.isASCII { texts = Set((set ?? Set(parser.mapKeys[base...])).map(\.string)) }
    if texts != nil { return texts?.insert(key.string).inserted ?? false }
    if set != nil { return set?.insert(key).inserted ?? false }
    for index in base..<parser.mapKeys.count where parser.mapKeys[index] == key { return false }
    parser.mapKeys.append(key)
    if parser.mapKeys.count - base > Self.maximumListed { set = Set(parser.mapKeys[base...]) }
    return true
  }

  func leave(_ parser: inout JSONToWire) { parser.mapKeys.removeLast(parser.mapKeys.count - base) }
}
