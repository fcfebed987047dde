/// A message type with its comments.
struct DocumentedMessage {
  let name: String
  let comment: String
  let isMapEntry: Bool
  let fields: [DocumentedField]
}
