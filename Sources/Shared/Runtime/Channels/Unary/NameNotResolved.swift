/// The name service knows no address of a host.
struct NameNotResolved: Error {
  var reason: String
}
