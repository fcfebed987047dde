import Runtime
import ServiceLifecycle

/// The gRPC clients of a process, one for each service that has an address.
struct NetworkChannels {
  let channels: ServiceChannels
  let services: [any Service]

  init(settings: Settings) throws {
    var services: [any Service] = []
    let retryable = try RetryableMethods()
    func channel(_ name: ServiceName) throws -> ServiceChannel {
      guard let address = settings.addresses[name.rawValue].flatMap(HostPort.init) else {
        return .inProcess(InProcessServices())
      }
      let channel = try NetworkChannel(
        host: address.host, port: address.port, serviceToken: settings.tokens.service,
        retryable: { retryable.contains($0) })
      services.append(channel)
      return .network(channel)
    }
    channels = ServiceChannels(
      auth: try channel(.auth), billing: try channel(.billing), agent: try channel(.agent), order: try channel(.order))
    self.services = services
  }
}
