/// Collects what a stream emits.
actor Pieces {
  private(set) var all: [String] = []
  func add(_ piece: String) { all.append(piece) }
}
