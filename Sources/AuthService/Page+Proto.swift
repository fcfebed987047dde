import Foundation
import Runtime
import Storage

extension Violations {
  /// Which page of a list a request asks for; notes numbers that are out of bounds.
  /// - Parameters: nil takes the default: page 1, 20 items.
  mutating func page(_ page: Int32?, perPage: Int32?) -> PageRequest {
    let request = PageRequest(page: page ?? 1, perPage: perPage ?? 20)
    number(request.page, "page", 1...Int32.max)
    number(request.perPage, "per_page", 1...100)
    return request
  }

  /// What a list is searched for: nil for a text that is missing or blank.
  mutating func searchText(_ text: String?, _ field: String) -> String? {
    let trimmed = text.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
    self.text(trimmed, field, 0...200)
    return trimmed.isEmpty ? nil : trimmed
  }
}

extension PageRequest {
  /// - Throws: INVALID_ARGUMENT naming `page` and `per_page`.
  init(proto page: Int32?, perPage: Int32?) throws {
    var violations = Violations()
    self = violations.page(page, perPage: perPage)
    try violations.throwIfAny()
  }
}
