/// How far the processing of a file is.
enum ProductFileStatus: String, Sendable, CaseIterable {
  case processing
  case completed
  case error

  /// Where a file can go from here: an error is tried again, and what was completed may turn out bad.
  var next: [ProductFileStatus] {
    switch self {
    case .processing: [.completed, .error]
    case .completed: [.error]
    case .error: [.processing]
    }
  }
}
