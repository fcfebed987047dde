import Runtime

extension AdminLogin {
  /// Asks the gateway to set the cookie by which the device is known.
  func setCookie(on call: Call) { DeviceCookie(deviceCookie).set(on: call) }
}
