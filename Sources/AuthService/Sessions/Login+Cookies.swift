import Runtime

extension Login {
  /// Asks the gateway to set the cookies of the session and of the device.
  func setCookies(on call: Call) {
    SessionCookie(cookie).set(on: call)
    DeviceCookie(deviceCookie).set(on: call)
  }
}
