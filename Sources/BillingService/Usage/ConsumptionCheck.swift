/// What consuming would come to now.
struct ConsumptionCheck: Sendable, Equatable {
  /// Of all that bound it, what leaves least; what calls under way hold counts as used.
  var limit: LimitedUsage
  /// Nil: it would be allowed.
  var refusal: UsageRefusal?

  var isAllowed: Bool { refusal == nil }
}

extension ConsumptionCheck {
  /// - Parameter needsCredits: whether nothing goes on without unspent tokens.
  init(_ kind: Consumption.Kind, _ decision: AdmissionDecision, needsCredits: Bool) {
    let states = [decision.subject, decision.user].compactMap(\.self)
    var limits = states.map { state in
      switch kind {
      case .messages: LimitedUsage(current: state.used.messages, maximum: state.limits.messages)
      case .tokens: LimitedUsage(current: state.used.tokens, maximum: state.limits.tokens)
      }
    }
    if kind == .tokens, needsCredits {
      let used = decision.subject.used.tokens
      limits.append(LimitedUsage(current: used, maximum: used + decision.available))
    }
    let tightest = limits.filter { $0.maximum != nil }.min { ($0.remaining ?? .max) < ($1.remaining ?? .max) }
    self.init(
      limit: tightest ?? limits.first ?? LimitedUsage(current: 0),
      refusal: decision.refusal.map { UsageRefusal($0) })
  }
}
