/// An accepted answer that is on its way.
struct ModelStream: Sendable {
  typealias Emit = @Sendable (String) async throws -> Void

  /// Hands each piece of text to `emit` as soon as it is there, and returns the usage if the provider
  /// reports it. To be called once.
  let relay: @Sendable (_ emit: Emit) async throws -> ModelUsage?
}
