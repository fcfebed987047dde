/// Who takes the money, in the spelling of the API and the database.
enum PaymentProvider: String, Sendable, CaseIterable {
  /// PIX to the store's own key; people look at the buyer's proof.
  case manualPix = "manual_pix"
  case abacatePay = "abacatepay"
  /// Cash or card on delivery.
  case cod
  /// What a caller logs and none of the others is.
  case other
}
