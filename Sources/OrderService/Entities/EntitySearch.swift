import Storage

/// What to find, in which order.
struct EntitySearch: Sendable {
  var schemaID: String?
  var filters: [EntityFilter]
  var orderBy: String
  var isAscending: Bool
  var page: PageRequest
}
