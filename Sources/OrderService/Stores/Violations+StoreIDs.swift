import Runtime

extension Violations {
  /// As many stores as a list may name.
  static let maximumStoreIDs = 100

  /// The stores that a list names as `store_ids`, repeated or separated by commas, each once.
  mutating func storeIDs(_ raw: [String]) -> [String] {
    var seen: Set<Substring> = []
    let named = raw.flatMap { $0.split(separator: ",") }.filter { seen.insert($0).inserted }
    require(
      named.count <= Self.maximumStoreIDs, "store_ids", "should be at most \(Self.maximumStoreIDs)", type: "too_long")
    let ids = named.prefix(Self.maximumStoreIDs).map(String.init)
    if let long = ids.first(where: { $0.isLonger(than: 100) }) {
      text(long, "store_ids", 1...100)
    }
    return ids
  }
}
