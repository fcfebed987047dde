import Contracts

extension Plan {
  /// Only what the public may see.
  var asProto: BillingV1.PublicPlan {
    .with {
      $0.id = id
      $0.slug = terms.slug
      $0.name = terms.name
      $0.monthlyCents = terms.monthlyCents
      $0.includedTokens = terms.includedTokens
      if let maxStores = terms.maxStores { $0.maxStores = maxStores }
      if let maxAgents = terms.maxAgents { $0.maxAgents = maxAgents }
      if let maxProducts = terms.maxProducts { $0.maxProducts = maxProducts }
      if let cents = terms.overagePerMillionCents { $0.overagePerMillionCents = cents }
    }
  }
}
