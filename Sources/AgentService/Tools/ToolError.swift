/// An error that goes back to the model as the tool's result.
struct ToolError: Error, Equatable {
  let reason: String
  let message: String

  init(_ reason: String, _ message: String) {
    self.reason = reason
    self.message = message
  }
}
