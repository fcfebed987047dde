import Runtime

extension AreaModule {
  /// Products, their files, and the search for them.
  static func catalogue(_ parts: OrderParts) -> AreaModule {
    let (database, clock, ids) = (parts.database, parts.clock, parts.ids)
    let search = ProductSearch(
      database: database, indexes: CatalogueIndexes(database: database),
      embedder: QueryEmbedder(
        embedder: EmbeddingClient(agent: parts.environment.channels.agent), logger: parts.logger))
    return AreaModule(services: [
      ProductHandler(
        products: ProductStore(database: database, relay: parts.relay, clock: clock, ids: ids), access: parts.access,
        search: search, clock: clock),
      ProductFileHandler(
        files: ProductFileStore(database: database, clock: clock, ids: ids), access: parts.access, clock: clock),
    ])
  }
}
