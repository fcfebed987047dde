/// What came of a journal that was to be posted.
enum Posting: Sendable, Equatable {
  case posted
  /// It had been posted before; nothing has changed. With the first one's response.
  case replayed([UInt8])
}
