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

extension Call {
  /// The value of a cookie that came, if the route forwards cookies.
  func cookie(_ name: String) -> String? {
    for header in metadata[stringValues: "cookie"] {
      for pair in header.split(separator: ";") {
        let sides = pair.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
        if sides.count == 2, sides[0] == name { return String(sides[1]) }
      }
    }
    return nil
  }
}

extension Login {
  /// Asks the gateway to set the cookies of the session and of the device.
  func setCookies(on call: Call) {
    SessionCookie(cookie).set(on: call)
    DeviceCookie(deviceCookie).set(on: call)
  }
}
