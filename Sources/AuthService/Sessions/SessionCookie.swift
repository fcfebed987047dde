import Runtime

/// The cookie `quartet_session`, which pinqo and chat-saas log in with.
struct SessionCookie {
  static let name = "quartet_session"
  /// Under which the session is accepted as well.
  private static let otherName = "sb-access-token"

  private let token: String

  init(_ token: String) { self.token = token }

  /// Asks the gateway to set the cookie: Secure when the client came over TLS.
  func set(on call: Call) {
    Self.add(Self.name, token, seconds: LoginSession.lifetime.components.seconds, to: call)
  }

  /// Asks the gateway to remove the session under both names.
  static func clear(on call: Call) {
    for name in [name, otherName] { add(name, "", seconds: 0, to: call) }
  }

  private static func add(_ name: String, _ value: String, seconds: Int64, to call: Call) {
    let secure = call.header("x-forwarded-proto")?.lowercased() == "https" ? "; Secure" : ""
    call.response.add(
      "set-cookie", "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(seconds)" + secure)
  }
}
