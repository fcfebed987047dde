/// A store's newest marks, for finding a page among several stores' orders.
struct MarkedStore {
  var storeID: String
  /// How many orders it has.
  var count: Int64
  /// Newest first.
  var marks: [OrderMark]

  /// The oldest of the store's marks that is not older than a mark of any store.
  func above(_ mark: OrderMark) -> OrderMark? {
    marks.last { !OrderMark.isNewer(mark, than: $0) }
  }

  /// At most how many of the store's orders are newer than a mark.
  private func maximum(newerThan mark: OrderMark) -> Int64 {
    guard let below = marks.first(where: { !OrderMark.isNewer($0, than: mark) }) else {
      return marks.last.map { count - $0.ordinal + OrderMark.stride } ?? count
    }
    return count - below.ordinal
  }

  /// The oldest mark that surely has no more than `offset` newer orders.
  static func farthest(in stores: [MarkedStore], within offset: Int64) -> OrderMark? {
    let all = stores.flatMap(\.marks).sorted { OrderMark.isNewer($0, than: $1) }
    // The older a mark, the more orders are newer: the first that has too many ends the search.
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      let maximum = stores.reduce(Int64(0)) { $0 + $1.maximum(newerThan: all[middle]) }
      if maximum <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : all[low - 1]
  }
}
