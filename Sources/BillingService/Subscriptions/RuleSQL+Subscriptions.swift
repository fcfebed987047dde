extension RuleSQL {
  /// Who has subscribed to what.
  static let subscriptions: [RuleSQL] = [
    RuleSQL(
      "a subject pays for one subscription",
      """
      SELECT tenant_id, id, 'is paid for beside ' || duplicate_of FROM subscriptions
      WHERE duplicate_of IS NOT NULL AND ended_at IS NULL
      """),
    RuleSQL(
      "what is over at Stripe is over here",
      """
      SELECT s.tenant_id, s.id, 'is ' || s.status || ', and ' || s.stripe_subscription_id || ' is gone'
      FROM subscriptions s
      JOIN stripe_objects o ON o.tenant_id = s.tenant_id AND o.kind = 'subscription' AND o.id = s.stripe_subscription_id
      WHERE s.ended_at IS NULL AND o.is_deleted = 1
      """),
    RuleSQL(
      "a subscription's plan is in the catalogue",
      """
      SELECT s.tenant_id, s.id, 'has the plan ' || s.plan_slug FROM subscriptions s
      WHERE s.ended_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM plans p WHERE p.tenant_id IN (s.tenant_id, '') AND p.slug = s.plan_slug)
      """),
  ]
}
