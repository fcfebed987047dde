import Storage

extension TenantTransaction {
  private static let storeColumns =
    """
    id, company_id, name, slug, description, phone, city, currency, pix_key, is_active, created_at, updated_at,
    reserve_stock, reserve_minutes
    """

  private static func store(_ row: any Row) throws -> Store {
    Store(
      id: try row.text(0), companyID: try row.text(1), name: try row.text(2), slug: try row.text(3),
      description: try row.optionalText(4), phone: try row.optionalText(5), city: try row.optionalText(6),
      currency: try row.text(7), pixKey: try row.optionalText(8).flatMap(PixKey.init), isActive: try row.bool(9),
      createdAt: try row.time(10), updatedAt: try row.time(11),
      reservation: ReservationTerms(isOn: try row.bool(12), minutes: Int32(clamping: try row.int(13))))
  }

  /// A store by its id, or nil.
  func store(_ storeID: String) throws -> Store? {
    try tx.first(
      "SELECT \(Self.storeColumns) FROM stores WHERE tenant_id = ? AND id = ?", id, storeID, as: Self.store)
  }

  /// A store that is there.
  /// - Throws: ``OrderError/storeNotFound(_:)``.
  func requireStore(_ storeID: String) throws -> Store {
    guard let store = try store(storeID) else { throw OrderError.storeNotFound(storeID) }
    return store
  }

  /// The stores of some companies, or of all, oldest first.
  func stores(of companies: [String]?) throws -> [Store] {
    let filter = companies.map { "AND company_id IN (\($0.placeholders))" } ?? ""
    guard companies?.isEmpty != true else { return [] }
    return try tx.all(
      "SELECT \(Self.storeColumns) FROM stores WHERE tenant_id = ? \(filter) ORDER BY created_at, id",
      values: [id.sqlValue] + (companies ?? []).map(\.sqlValue), as: Self.store)
  }

  /// Whose some stores are: company ids by store ids, those that do not exist left out.
  func companies(ofStores storeIDs: [String]) throws -> [String: String] {
    guard !storeIDs.isEmpty else { return [:] }
    let rows = try tx.all(
      "SELECT id, company_id FROM stores WHERE tenant_id = ? AND id IN (\(storeIDs.placeholders))",
      values: [id.sqlValue] + storeIDs.map(\.sqlValue), as: { (try $0.text(0), try $0.text(1)) })
    return Dictionary(rows, uniquingKeysWith: { $1 })
  }

  /// Opens a store under the slug that it asks for, or under a free one made from its name.
  /// - Throws: ``OrderError/slugTaken(_:)`` for a slug that was asked for.
  func insert(_ new: NewStore, id storeID: String, companyID: String, at now: Timestamp) throws -> Store {
    // Past some namesakes the end of the id tells them apart without asking for each number.
    let candidates =
      new.slug.map { [$0.text] }
      ?? Slug(name: new.name).candidates(20).map(\.text) + ["\(Slug(name: new.name).text)-\(storeID.suffix(8))"]
    for slug in candidates {
      let store = Store(
        id: storeID, companyID: companyID, name: new.name, slug: slug, description: new.description,
        phone: new.phone, city: new.city, currency: new.currency, pixKey: new.pixKey, isActive: true,
        createdAt: now, updatedAt: now, reservation: new.reservation)
      let inserted = try tx.execute(
        """
        INSERT INTO stores (tenant_id, \(Self.storeColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, slug) DO NOTHING
        """, id, store.id, store.companyID, store.name, store.slug, store.description, store.phone, store.city,
        store.currency, store.pixKey?.text, store.isActive, store.createdAt, store.updatedAt,
        store.reservation.isOn, store.reservation.minutes)
      if inserted == 1 { return store }
    }
    throw OrderError.slugTaken(candidates[0])
  }

  /// Writes a store's changed fields.
  /// - Throws: ``OrderError/slugTaken(_:)``, ``OrderError/storeNotFound(_:)``.
  func update(_ storeID: String, _ change: StoreChange, at now: Timestamp) throws -> Store {
    guard let store = try store(storeID).map({ change.applied(to: $0, at: now) }) else {
      throw OrderError.storeNotFound(storeID)
    }
    if try tx.exists("SELECT 1 FROM stores WHERE tenant_id = ? AND slug = ? AND id <> ?", id, store.slug, storeID) {
      throw OrderError.slugTaken(store.slug)
    }
    try tx.execute(
      """
      UPDATE stores SET name = ?, slug = ?, description = ?, phone = ?, city = ?, pix_key = ?, is_active = ?,
        reserve_stock = ?, reserve_minutes = ?, updated_at = ? WHERE tenant_id = ? AND id = ?
      """, store.name, store.slug, store.description, store.phone, store.city, store.pixKey?.text, store.isActive,
      store.reservation.isOn, store.reservation.minutes, store.updatedAt, id, storeID)
    return store
  }

  /// Whether no store has the slug.
  func isFree(_ slug: Slug) throws -> Bool {
    try !tx.exists("SELECT 1 FROM stores WHERE tenant_id = ? AND slug = ?", id, slug.text)
  }
}
