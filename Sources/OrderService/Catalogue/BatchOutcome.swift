/// What a batch upsert did.
struct BatchOutcome: Sendable, Equatable {
  var created: Int64 = 0
  var updated: Int64 = 0
  /// Products whose text is new and has to be embedded.
  var toEmbed: [String] = []
  /// How the stock of products that were there before has moved.
  var adjusted: [StockChange] = []
}
