/// An order that came out of a chat.
struct MadeOrder: Sendable, Equatable {
  var id: String
  var pixCopyPaste: String?
}
