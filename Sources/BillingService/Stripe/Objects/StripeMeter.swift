/// What counts usage.
struct StripeMeter: Decodable, Sendable, Equatable {
  var id: String
  var eventName: String
}
