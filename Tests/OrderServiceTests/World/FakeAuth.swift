import Contracts
import Runtime
import Synchronization
import TestSupport

/// The auth service as far as the order service knows it: who belongs to which company, and the audit log.
final class FakeAuth: Sendable {
  private let memberships = FakeMemberships()
  private let events = Mutex<[AuthV1.RecordAuditEventRequest]>([])

  /// What services have written into the audit log.
  var audit: [AuthV1.RecordAuditEventRequest] { events.withLock { $0 } }

  var service: FakeService {
    memberships.service.on(.recordAuditEvent) { event in
      .with { $0.recorded = self.record(event) }
    }
  }

  /// See ``FakeMemberships/interrupt(by:)``.
  func interrupt(by interlude: @escaping @Sendable () async throws -> Void) { memberships.interrupt(by: interlude) }

  /// See ``FakeMemberships/set(_:of:tenantID:)``.
  func set(_ companies: [String], of userID: String, tenantID: String = Caller.defaultTenantID) {
    memberships.set(companies, of: userID, tenantID: tenantID)
  }

  /// - Returns: whether it is new.
  private func record(_ event: AuthV1.RecordAuditEventRequest) -> Bool {
    events.withLock { events in
      if events.contains(where: { $0.id == event.id }) { return false }
      events.append(event)
      return true
    }
  }
}
