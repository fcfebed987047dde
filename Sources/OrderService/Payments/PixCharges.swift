import Foundation
import Logging
import Runtime
import Storage

/// Makes the AbacatePay charges of orders: one per order, whoever asks and however often.
///
/// Whoever makes a charge claims the order first, asks AbacatePay outside of any transaction, and keeps the
/// charge only if the claim is still its own. A claim that a crashed process left ends after half a minute;
/// the charge that it may have made is known to nobody and can't be paid (``AbacatePay/create(_:key:)``).
struct PixCharges: Sendable {
  /// The outbox topic; the aggregate is the order's id.
  static let topic = "payment.charge"
  /// Whoever created the order makes the charge at once; the message is for when that fails.
  private static let headStart = Duration.seconds(15)

  let database: any Database
  let abacatePay: AbacatePay
  let keys: AbacatePayKeys
  let clock: any WallClock
  let ids: any IDGenerator
  let logger: Logger
  var breaker = ChargeBreaker()

  /// Leaves a message for a new order's charge in the caller's transaction.
  static func enqueue(_ order: Order, _ tenant: TenantTransaction, at now: Timestamp, ids: any IDGenerator) throws {
    try Outbox.enqueue(
      tenant.tx, id: ids.next(), tenantID: tenant.id, topic: topic, aggregate: order.id, payload: [],
      at: now.adding(headStart))
  }

  /// Makes the charge of one message; an order that needs none any more is done.
  func deliver(_ message: OutboxMessage) async throws {
    do {
      _ = try await open(message.aggregate, tenantID: message.tenantID, by: nil)
    } catch let error as PaymentError {
      switch error {
      case .notAPixOrder, .notPayable, .notConfigured: return
      default: throw error
      }
    }
  }

  /// A new order with its charge; without, when AbacatePay can't make it now. Its buyer waits, and not for long
  /// while AbacatePay can't be reached (``ChargeBreaker``).
  func open(new orderID: String, tenantID: String) async throws -> Order? {
    do {
      return try await open(orderID, tenantID: tenantID, by: nil, isBuyerWaiting: true)
    } catch let error as PaymentError {
      logger.warning("an order's charge must wait", metadata: ["order": "\(orderID)", "error": "\(error)"])
      return nil
    }
  }

  /// The order with what its buyer pays with, which is made now if it is not there yet.
  /// - Throws: ``PaymentError``, ``OrderError/orderNotFound(_:)``.
  func open(
    _ orderID: String, tenantID: String, by actor: String?, version: Int64? = nil, isBuyerWaiting: Bool = false
  ) async throws -> Order {
    let seen = try await database.read(tenant: tenantID) { [keys] tenant in
      try Self.plan(orderID, version, tenant, keys)
    }
    guard seen.charge != nil else { return seen.order }
    let token = ids.next()
    let plan = try await database.write(tenant: tenantID) { [keys, now = clock.now()] tenant in
      guard try tenant.claimCharge(of: orderID, token: token, at: now) else { throw PaymentError.chargeInProgress }
      let plan = try Self.plan(orderID, version, tenant, keys)
      if plan.charge == nil { try tenant.endClaim(of: orderID, token: token) }
      return plan
    }
    guard let (key, charge) = plan.charge else { return plan.order }
    let made: PixCharge
    do {
      made = try await breaker.call(key, tenantID: tenantID, isBuyerWaiting: isBuyerWaiting) { [abacatePay] in
        try await abacatePay.create(charge, key: key)
      }
    } catch {
      await release(orderID, tenantID: tenantID, token: token)
      throw error
    }
    // The provider has it now: a call that has run out of time keeps it all the same.
    return try await StatementLimit.afterCall {
      try await keep(made, orderID: orderID, tenantID: tenantID, token: token, by: actor)
    }
  }

  /// Gives a claim back, even for a caller that is gone: others would wait for the claim's end.
  private func release(_ orderID: String, tenantID: String, token: String) async {
    await Task {
      await StatementLimit.afterCall {
        _ = try? await database.write(tenant: tenantID) { try $0.endClaim(of: orderID, token: token) }
      }
    }.value
  }

  private func keep(
    _ charge: PixCharge, orderID: String, tenantID: String, token: String, by actor: String?
  ) async throws -> Order {
    let order = try await database.write(tenant: tenantID) { [ids, now = clock.now()] tenant in
      guard try tenant.endClaim(of: orderID, token: token) else { throw PaymentError.chargeInProgress }
      let change = OrderChange(eventID: ids.next(), actorUserID: actor, reason: charge.id, at: now)
      return try tenant.open(charge, for: orderID, change, ids: ids)
    }
    guard order.pixCopyPaste == charge.code else { throw PaymentError.notPayable(order.status) }
    return order
  }

  /// What is to be done for an order; no charge when it has what its buyer pays with.
  private static func plan(
    _ orderID: String, _ version: Int64?, _ tenant: TenantTransaction, _ keys: AbacatePayKeys
  ) throws -> (order: Order, charge: (key: String, AbacatePay.NewCharge)?) {
    let order = try tenant.requireOrder(orderID)
    guard order.paymentMethod == .pix else { throw PaymentError.notAPixOrder(orderID) }
    if order.pixCopyPaste != nil || order.paymentLinkURL != nil { return (order, nil) }
    try order.require(version: version)
    guard order.isPayable else { throw PaymentError.notPayable(order.status) }
    let settings = try tenant.paymentSettings(of: order.storeID)
    guard settings.abacatePayEnabled, let key = try keys.key(for: settings), order.currency == "BRL",
      order.totalCents > 0
    else { throw PaymentError.notConfigured }
    let charge = AbacatePay.NewCharge(
      orderID: orderID, cents: order.totalCents, lifetime: .seconds(Int64(settings.pixExpiresMinutes) * 60),
      description: "Pedido \(orderID.suffix(12))")
    return (order, (key, charge))
  }
}
