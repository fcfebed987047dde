import Runtime
import Storage

/// Who does something, from where and when: what is known before it is known what it is done to.
struct AuditContext: Sendable {
  var call: Call
  var at: Timestamp

  /// An entry about a user.
  func entry(_ action: String, ofUser id: String, _ details: [String: String] = [:]) -> AuditEntry {
    AuditEntry(call: call, action: action, targetType: "user", targetID: id, details: details, at: at)
  }
}
