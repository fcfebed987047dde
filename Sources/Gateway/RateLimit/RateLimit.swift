import Contracts
import Runtime

/// A route's token bucket, from its options.
struct RateLimit: Sendable, Equatable {
  var scope: String
  var key: GatewayV1.RateLimit.Key
  /// The bucket's size.
  var requests: Int
  /// The time in which an empty bucket fills.
  var per: Duration
  /// How long an exceeded bucket refuses everything.
  var block: Duration?

  init(scope: String, key: GatewayV1.RateLimit.Key, requests: Int, per: Duration, block: Duration? = nil) {
    self.scope = scope
    self.key = key
    self.requests = requests
    self.per = per
    self.block = block
  }

  /// - Throws: a text that says what is wrong.
  init(proto: GatewayV1.RateLimit) throws(ContractProblem) {
    guard !proto.scope.isEmpty else { throw ContractProblem("a rate limit has no scope") }
    guard proto.key != .unspecified else { throw ContractProblem("rate limit \(proto.scope) has no key") }
    guard proto.requests > 0 else { throw ContractProblem("rate limit \(proto.scope) allows no requests") }
    guard let per = OptionDuration.parse(proto.per) else {
      throw ContractProblem("rate limit \(proto.scope) has no readable `per`")
    }
    scope = proto.scope
    key = proto.key
    requests = Int(proto.requests)
    self.per = per
    if proto.block.isEmpty {
      block = nil
    } else if let block = OptionDuration.parse(proto.block) {
      self.block = block
    } else {
      throw ContractProblem("rate limit \(proto.scope) has no readable `block`")
    }
  }
}
