/// A new API key, with the text that can't be had again.
struct CreatedAPIKey: Sendable {
  var text: APIKeyText
  var record: APIKeyRecord
}
