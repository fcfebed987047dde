import NIOCore

/// How long a client may keep a connection to a service waiting.
public struct ConnectionLimits: Sendable {
  /// From the connection to the whole HTTP/2 preface with its SETTINGS.
  public var handshake = TimeAmount.seconds(10)
  /// Without a byte. A live client is never silent for so long: it answers the server's PING.
  public var silence = TimeAmount.seconds(60)
  /// From a call's headers to the end of its request.
  public var request = TimeAmount.seconds(60)

  public init() {}
}
