/// The keys of one JSON map, for finding duplicates: a plain list while there are few of them, a set
/// afterwards.
struct MapKeys {
  private static let listLimit = 16
  private let base: Int
  private var set: Set<KeyText>?

  init(_ parser: inout JSONToWire) { base = parser.mapKeys.count }

  /// False when the key was there already.
  mutating func insert(_ key: KeyText, _ parser: inout JSONToWire) -> Bool {
    if set != nil { return set?.insert(key).inserted ?? false }
    for index in base..<parser.mapKeys.count where parser.mapKeys[index] == key { return false }
    parser.mapKeys.append(key)
    if parser.mapKeys.count - base > Self.listLimit { set = Set(parser.mapKeys[base...]) }
    return true
  }

  func leave(_ parser: inout JSONToWire) { parser.mapKeys.removeLast(parser.mapKeys.count - base) }
}
