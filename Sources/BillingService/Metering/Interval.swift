import Storage

/// A span of time; the end is exclusive.
struct Interval: Sendable, Equatable {
  var start: Timestamp
  var end: Timestamp
}
