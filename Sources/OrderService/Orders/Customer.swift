/// Who buys.
struct Customer: Sendable, Equatable {
  var name: String?
  var phone: String?
  var email: String?
  var address: String?
}
