import Foundation

/// A list of names in one column.
extension [String] {
  /// Reads what ``asJSON`` wrote.
  init(json: String) {
    self = (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
  }

  var asJSON: String {
    (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}
