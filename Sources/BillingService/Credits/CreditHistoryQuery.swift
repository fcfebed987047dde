/// Which part of a subject's history.
struct CreditHistoryQuery: Sendable, Equatable {
  var limit: Int32 = 50
  var offset: Int32 = 0
  /// Nil: all.
  var kind: CreditTransaction.Kind?
}
