/// The headers of a webhook as they came, and what they claim.
struct WebhookHeaders: Sendable {
  var id: String?
  var timestamp: String?
  var signature: String?

  /// The message, when one of the secrets has signed it and its time is right.
  /// - Parameter now: Unix seconds.
  /// - Throws: ``StockSyncError``.
  func verified(_ body: [UInt8], by secrets: [WebhookSecret], at now: Int64) throws -> SignedWebhook {
    guard let id, let timestamp, let signature, SignedWebhook.idLengths.contains(id.utf8.count) else {
      throw StockSyncError.signatureMissing
    }
    // Only digits: "+5" or " 5" would be another text than the one that was signed.
    guard timestamp.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let seconds = Int64(timestamp), String(seconds) == timestamp
    else { throw StockSyncError.signatureMissing }
    guard (now - SignedWebhook.tolerance...now + SignedWebhook.tolerance).contains(seconds) else {
      throw StockSyncError.timestampOutOfTolerance
    }
    let webhook = SignedWebhook(id: id, timestamp: seconds, body: body)
    guard webhook.isSigned(signature, by: secrets) else { throw StockSyncError.signatureInvalid }
    return webhook
  }
}
