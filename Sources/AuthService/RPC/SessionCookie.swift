import Runtime

/// The cookie `quartet_session`, which pinqo and chat-saas log in with.
struct SessionCookie {
  static let name = "quartet_session"

  private let token: String

  init(_ token: String) { self.token = token }

  /// Asks the gateway to set the cookie: Secure when the client came over TLS.
  func set(on call: Call) {
    let secure = call.header("x-forwarded-proto")?.lowercased() == "https" ? "; Secure" : ""
    call.response.add(
      "set-cookie",
      "\(Self.name)=\(token); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(LoginSession.lifetime.components.seconds)"
        + secure)
  }
}

extension Call {
  /// A request header that the route forwards.
  func header(_ name: String) -> String? { metadata[stringValues: name].first { _ in true } }

  /// Where this call comes from.
  var device: Device {
    Device(ipAddress: caller.clientIP, userAgent: header("user-agent").map { String($0.prefix(512)) })
  }
}
