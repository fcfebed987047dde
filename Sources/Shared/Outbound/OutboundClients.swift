import AsyncHTTPClient
import NIOCore
import Synchronization

/// The HTTP clients of the process, one for each proxy and one for none. They live as long as the process, as their
/// connections do.
enum OutboundClients {
  private static let clients = Mutex<[HTTPClient.Configuration.Proxy?: HTTPClient]>([:])

  static func client(through proxy: HTTPClient.Configuration.Proxy?) -> HTTPClient {
    clients.withLock { clients in
      if let client = clients[proxy] { return client }
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(through: proxy))
      clients[proxy] = client
      return client
    }
  }

  static func configuration(through proxy: HTTPClient.Configuration.Proxy?) -> HTTPClient.Configuration {
    // No redirect is followed: it would carry secrets to wherever the answer says.
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(60)))
    configuration.proxy = proxy
    // OutboundHTTP makes its own spans and sends the trace context along.
    configuration.tracing.tracer = nil
    return configuration
  }
}
