/// How a search found what it found.
enum SearchMode: Sendable, Equatable {
  case words
  /// With the model that made the vectors.
  case wordsAndMeaning(model: String)

  var model: String? {
    switch self {
    case .words: nil
    case .wordsAndMeaning(let model): model
    }
  }
}
