import Storage

extension Timestamp {
  /// Whole seconds since 1970.
  var seconds: Int64 { microseconds / 1_000_000 }
}
