import Outbound
import Runtime

/// Everything that takes part in keeping stock in step with ERPs, put together once.
struct StockSyncParts: Sendable {
  let sync: StockSyncStore
  let destinations: Destinations
  let publisher: StockPublisher

  init(_ environment: ServiceEnvironment) {
    let clock = environment.clock
    destinations = Destinations(allowsPrivate: environment.settings.allowPrivateURLs)
    sync = StockSyncStore(
      database: environment.database, secretBox: SecretBox(environment.settings, purpose: "stock sync"),
      clock: clock, ids: environment.ids)
    let sender = WebhookSender(
      destinations: destinations, http: OutboundHTTP(proxies: OutboundProxies(environment.settings.proxies)),
      clock: clock)
    publisher = StockPublisher(sync: sync, sender: sender, clock: clock)
  }
}
