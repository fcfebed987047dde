/// The call surely reached no handler, so that it may be sent again whatever it does.
struct CallNotRun: Error {
  /// Why, for people.
  var reason: String
}
