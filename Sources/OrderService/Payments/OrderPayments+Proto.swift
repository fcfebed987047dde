import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension PaymentProof {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.AttachProofRequest, id: String, by caller: Caller, at now: Storage.Timestamp) throws {
    var check = Violations()
    check.text(proto.url, "url", 1...2_000)
    if !proto.url.isEmpty { check.require(WebAddress.isValid(proto.url), "url", "should be an http or https URL") }
    let media = proto.mediaType.lowercased()
    check.require(
      media.isEmpty || media == "application/pdf" || media.hasPrefix("image/") && media.utf8.count <= 100, "media_type",
      "should be image/… or application/pdf")
    check.text(proto.note, "note", 0...1_000)
    try check.throwIfAny()
    self.init(
      id: id, url: proto.url, mediaType: media.isEmpty ? nil : media, note: proto.note.isEmpty ? nil : proto.note,
      actorUserID: caller.userID, createdAt: now)
  }
}

extension CheckoutState {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.SaveCheckoutStateRequest) throws {
    var check = Violations()
    check.text(proto.brCode, "br_code", 0...1_000)
    if !proto.paymentLinkURL.isEmpty {
      check.require(
        WebAddress.isValid(proto.paymentLinkURL), "payment_link_url", "should be an http or https URL")
    }
    check.identifier(proto.externalID, "external_id", 0...200)
    let expiresAt = proto.hasExpiresAt ? check.moment(proto.expiresAt, at: "expires_at") : nil
    try check.throwIfAny()
    self.init(
      orderID: proto.id,
      charge: PixCharge(
        id: proto.externalID.isEmpty ? nil : proto.externalID, code: proto.brCode.isEmpty ? nil : proto.brCode,
        linkURL: proto.paymentLinkURL.isEmpty ? nil : proto.paymentLinkURL, expiresAt: expiresAt),
      amountCents: proto.hasAmountCents ? proto.amountCents : nil,
      expectedVersion: proto.hasExpectedVersion ? proto.expectedVersion : nil)
  }
}

extension RecordedAttempt {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.RecordPaymentAttemptRequest) throws {
    var check = Violations()
    let outcome = Outcome(rawValue: proto.status)
    check.require(
      outcome != nil, "status", "should be pending, succeeded, failed or refunded",
      type: proto.status.isEmpty ? "missing" : "enum")
    let provider = PaymentProvider(rawValue: proto.provider)
    check.require(
      proto.provider.isEmpty || provider != nil, "provider", "should be abacatepay, manual_pix, cod or other",
      type: "enum")
    if proto.hasAmountCents { check.number(proto.amountCents, "amount_cents", 1...Order.largestTotalCents) }
    check.identifier(proto.externalID, "external_id", 0...200)
    check.text(proto.error, "error", 0...1_000)
    try check.throwIfAny()
    self.init(
      orderID: proto.id, provider: provider, outcome: outcome ?? .pending,
      amountCents: proto.hasAmountCents ? proto.amountCents : nil,
      externalID: proto.externalID.isEmpty ? nil : proto.externalID, error: proto.error.isEmpty ? nil : proto.error,
      expectedVersion: proto.hasExpectedVersion ? proto.expectedVersion : nil)
  }
}

extension OrderFilter {
  /// The filter as asked for, which names no store when all are meant, and the page.
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  static func parse(_ proto: OrderV1.ListOrdersRequest) throws -> (filter: OrderFilter, page: Page) {
    var check = Violations()
    let page = Page(
      limit: proto.hasLimit ? proto.limit : nil, offset: proto.hasOffset ? proto.offset : nil, &check)
    let storeIDs = check.storeIDs(proto.storeIds)
    let status = proto.hasStatus ? OrderStatus(proto: proto.status) : nil
    check.require(!proto.hasStatus || status != nil, "status", "is not a status", type: "enum")
    try check.throwIfAny()
    return (OrderFilter(storeIDs: storeIDs, status: status), page)
  }
}

extension OrderStats {
  func asProto(of store: Store) -> OrderV1.OrderStats {
    .with {
      $0.storeID = store.id
      $0.totalOrders = total
      $0.openOrders = open
      $0.revenueCents = sales.cents
      $0.averageOrderCents = averageCents
      $0.ordersLast24Hours = lastDay
      $0.byStatus = tallies.map { tally in
        .with {
          $0.status = tally.status.asProto
          $0.orders = tally.orders
          $0.totalCents = tally.cents
        }
      }
      $0.currency = store.currency
    }
  }
}
