/// A journal that does not add up: a defect of whoever made it, which no caller can cause.
struct UnbalancedJournal: Error, Equatable {
  var key: String
}
