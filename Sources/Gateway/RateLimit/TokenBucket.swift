import Storage

/// A token bucket's state; the decision without I/O.
struct TokenBucket: Sendable, Equatable {
  var tokens: Double
  var updated: Timestamp
  var blockedUntil: Timestamp?

  init(full limit: RateLimit, at now: Timestamp) {
    tokens = Double(limit.requests)
    updated = now
  }

  init(tokens: Double, updated: Timestamp, blockedUntil: Timestamp?) {
    self.tokens = tokens
    self.updated = updated
    self.blockedUntil = blockedUntil
  }

  /// Takes a token, or says how long to wait.
  mutating func take(_ limit: RateLimit, at now: Timestamp) -> Duration? {
    if let blockedUntil {
      if now < blockedUntil { return .microseconds(blockedUntil.microseconds - now.microseconds) }
      // A served block starts afresh.
      self = TokenBucket(full: limit, at: now)
    }
    let perToken = Double(limit.per.microseconds) / Double(limit.requests)
    let elapsed = Double(max(0, now.microseconds - updated.microseconds))
    tokens = min(Double(limit.requests), tokens + elapsed / perToken)
    updated = max(updated, now)
    if tokens >= 1 {
      tokens -= 1
      return nil
    }
    if let block = limit.block {
      blockedUntil = now.adding(block)
      return block
    }
    return .microseconds(Int64(((1 - tokens) * perToken).rounded(.up)))
  }
}

extension TokenBucket {
  mutating func giveBack(_ limit: RateLimit) { tokens = min(Double(limit.requests), tokens + 1) }
}

extension Duration {
  fileprivate var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
