/// How to reach each service.
public struct ServiceChannels: Sendable {
  public var auth: ServiceChannel
  public var billing: ServiceChannel
  public var agent: ServiceChannel
  public var order: ServiceChannel

  public init(auth: ServiceChannel, billing: ServiceChannel, agent: ServiceChannel, order: ServiceChannel) {
    self.auth = auth
    self.billing = billing
    self.agent = agent
    self.order = order
  }

  /// All services in this process.
  public init(inProcess services: InProcessServices) {
    let channel = ServiceChannel.inProcess(services)
    self.init(auth: channel, billing: channel, agent: channel, order: channel)
  }
}
