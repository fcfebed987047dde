import Runtime

extension Call {
  /// Where this call comes from.
  var device: Device {
    Device(
      ipAddress: caller.clientIP, userAgent: header("user-agent").map { String($0.prefix(512)) },
      cookie: cookie(DeviceCookie.name), requestID: requestID)
  }
}
