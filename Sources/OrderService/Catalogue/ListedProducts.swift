/// A page of a catalogue.
struct ListedProducts: Sendable {
  var items: [Product]
  /// How many match in all.
  var total: Int64
  /// Nil when nothing was looked for.
  var mode: SearchMode?
}
