/// How many users a tenant has.
struct UserStats: Sendable, Equatable {
  var total: Int64
  var active: Int64
}
