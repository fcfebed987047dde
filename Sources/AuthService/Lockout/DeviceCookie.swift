import Runtime

/// The cookie `quartet_device`, by which the devices of a user are known (``DeviceRecognizer``).
struct DeviceCookie {
  static let name = "quartet_device"

  private let value: String

  init(_ value: String) { self.value = value }

  /// Asks the gateway to set the cookie for a year: Secure when the client came over TLS.
  func set(on call: Call) {
    let secure = call.header("x-forwarded-proto")?.lowercased() == "https" ? "; Secure" : ""
    call.response.add(
      "set-cookie",
      "\(Self.name)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(DeviceRecognizer.lifetime.components.seconds)"
        + secure)
  }
}
