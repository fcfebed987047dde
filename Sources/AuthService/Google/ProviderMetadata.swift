/// A provider's issuer and where its keys are.
struct ProviderMetadata: Sendable, Equatable {
  var issuer: String
  var jwksURL: String
}
