/// Runs an action for the first call only.
actor AsyncOnce<Input: Sendable> {
  private var action: (@Sendable (Input) async -> Void)?
  init(_ action: @escaping @Sendable (Input) async -> Void) { self.action = action }

  func callAsFunction(_ input: Input) async {
    let action = action
    self.action = nil
    await action?(input)
  }
}
