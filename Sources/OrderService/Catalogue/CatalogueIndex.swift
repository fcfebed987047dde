/// A store's products as search sees them: their words and, once embedded, their vectors. A value, so
/// that a search goes on undisturbed while a newer version is made.
struct CatalogueIndex: Sendable {
  /// A product's words, each field as ``Words/key(_:)`` in UTF-8.
  struct Text: Sendable {
    var name: [UInt8]
    var category: [UInt8]
    var description: [UInt8]

    init(_ content: ProductContent) {
      self.name = Array(Words.key(content.name).utf8)
      self.category = Array(Words.key(content.category).utf8)
      self.description = Array(Words.key(content.description).utf8)
    }
  }

  struct Entry: Sendable {
    let id: String
    var sortKey: String
    var isActive: Bool
    var text: Text
    var vector: EmbeddingVector?
  }

  /// The catalogue's version that this shows.
  private(set) var version: Int64 = 0
  private(set) var entries: [Entry] = []
  private var positions: [String: Int] = [:]

  /// What the index keeps in memory, roughly, in bytes.
  private(set) var size = 0

  /// Brings the index up to a later version.
  mutating func apply(_ change: CatalogueChange) {
    version = change.version
    for product in change.products {
      let text = Text(product.content)
      let sortKey = Words.sortKey(product.content.name)
      if let position = positions[product.id] {
        entries[position].sortKey = sortKey
        entries[position].isActive = product.isActive
        entries[position].text = text
      } else {
        positions[product.id] = entries.count
        entries.append(Entry(id: product.id, sortKey: sortKey, isActive: product.isActive, text: text))
      }
    }
    for (id, vector) in change.vectors {
      if let position = positions[id] { entries[position].vector = vector }
    }
    size = entries.reduce(0) {
      $0 + 256 + $1.text.name.count + $1.text.category.count + $1.text.description.count
        + ($1.vector?.values.count ?? 0) * 4
    }
  }
}
