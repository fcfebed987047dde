import Foundation

/// A query's word, ready to be found among many texts.
struct SearchNeedle {
  /// " word": any word that begins with it.
  private let start: [UInt8]
  /// " word ".
  private let whole: [UInt8]
  private let isNumber: Bool
  /// Numbers and units seldom say what is meant: "2" of "quero 2 cafés" is not a size.
  let importance: Double

  init(_ word: String) {
    self.start = Array((" " + word).utf8)
    self.whole = start + [UInt8(ascii: " ")]
    self.isNumber = word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    self.importance = isNumber ? 0.3 : word.utf8.count == 1 ? 0.2 : 1
  }

  /// How well a product's words fit. The name counts most, its first word above all: "Café Torrado" is a
  /// coffee, "Filtro para Café" is not.
  func fit(_ text: CatalogueIndex.Text) -> Double {
    if let place = Self.find(whole, text.name) { return place == 0 ? 1 : 0.92 }
    if Self.find(whole, text.category) != nil { return 0.75 }
    let mayBePrefix = !isNumber && start.count > 3
    if mayBePrefix, let place = Self.find(start, text.name) { return place == 0 ? 0.7 : 0.62 }
    if Self.find(whole, text.description) != nil { return 0.45 }
    if mayBePrefix, Self.find(start, text.category) != nil { return 0.4 }
    return 0
  }

  /// Where the needle begins. It begins with a space, so only the places before words are compared.
  private static func find(_ needle: [UInt8], _ text: [UInt8]) -> Int? {
    let last = text.count - needle.count
    return text.withUnsafeBytes { text in
      needle.withUnsafeBytes { needle in
        guard let start = text.baseAddress, let pattern = needle.baseAddress else { return nil }
        var place = 0
        while place <= last, let space = memchr(start + place, Int32(UInt8(ascii: " ")), last - place + 1) {
          if memcmp(space, pattern, needle.count) == 0 { return UnsafeRawPointer(space) - start }
          place = UnsafeRawPointer(space) - start + 1
        }
        return nil
      }
    }
  }
}
