/// Which plans of the catalogue the dashboard shows.
struct CataloguePage: Sendable {
  /// From 1.
  var page: Int
  var perPage: Int
  /// Nil: both.
  var isActive: Bool?

  /// How many plans stand before the page.
  var offset: Int { (page - 1) * perPage }
}
