import GRPCCore

/// What a unary call brought back.
struct UnaryAnswer: Sendable {
  /// Leading metadata; only what Quartet's services send is kept.
  var metadata: Metadata
  var message: [UInt8]
}
