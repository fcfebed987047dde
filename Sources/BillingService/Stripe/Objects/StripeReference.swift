/// Another object: its id, or the object itself where it was expanded.
struct StripeReference: Decodable, Sendable, Equatable {
  private struct Expanded: Decodable { var id: String }

  let id: String

  init(from decoder: any Decoder) throws {
    if let id = try? decoder.singleValueContainer().decode(String.self) {
      self.id = id
    } else {
      id = try Expanded(from: decoder).id
    }
  }
}
