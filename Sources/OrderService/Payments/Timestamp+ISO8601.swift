import Foundation
import Storage

extension Timestamp {
  /// RFC 3339 with or without a fraction; nil for anything else.
  init?(iso8601 text: String) {
    let styles = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
    guard let date = styles.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
    self.init(date)
  }
}
