import Foundation
import Logging
import Runtime
import Storage

/// Asks Stripe for events that no webhook has brought: endpoints get lost, and Stripe gives up after three days.
struct StripeEventSync: Sendable {
  /// Stripe's own list may be a little behind.
  private static let overlap: Int64 = 600
  /// How far back the first look goes, in seconds.
  private static let firstLook: Int64 = 86_400
  /// Stripe keeps events for 30 days.
  private static let maximumAge: Int64 = 30 * 86_400
  private static let maximumPages = 500

  let inbox: StripeInbox
  let calls: StripeCalls
  let keys: StripeKeys
  let clock: any WallClock
  let logger: Logger

  /// Looks for the events of every tenant that has a key.
  /// - Returns: how many were missing.
  func run() async throws -> Int {
    var count = 0
    let tenants = try await inbox.events.tenantsWithKeys()
    for tenantID in Set(tenants + [Caller.defaultTenantID]).sorted() {
      guard try await keys.isConfigured(tenantID) else { continue }
      do {
        count += try await sync(tenantID)
      } catch let failure as StripeFailure {
        // The next look goes as far back as this one.
        logger.warning(
          "Stripe's events can't be listed", metadata: ["tenant": "\(tenantID)", "error": "\(failure)"])
      }
    }
    return count
  }

  private func sync(_ tenantID: String) async throws -> Int {
    let now = clock.now().microseconds / 1_000_000
    let since = try await keys.database.read(tenant: tenantID) { tx in
      max((try tx.stripeEventsSyncedTo() ?? now - Self.firstLook) - Self.overlap, now - Self.maximumAge)
    }
    var count = 0
    var last: String?
    for _ in 0..<Self.maximumPages {
      let operation = StripeOperation.events(since: since, after: last)
      let page = try operation.answer(await calls.exchange(operation.request, tenantID: tenantID))
      for item in page.data {
        let payload = Data(item.text.utf8)
        let event = try StripeEvent(json: payload)
        last = event.id
        count += try await inbox.store(event, payload: Array(payload), tenantID: tenantID) ? 1 : 0
      }
      guard page.hasMore else {
        try await keys.database.write(tenant: tenantID) { tx in try tx.noteStripeEvents(syncedTo: now) }
        return count
      }
    }
    logger.error("Stripe has more events than are looked at", metadata: ["tenant": "\(tenantID)"])
    return count
  }
}
