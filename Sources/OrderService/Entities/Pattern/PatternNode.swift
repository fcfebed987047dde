/// A pattern as it was read.
indirect enum PatternNode: Sendable, Equatable {
  case empty
  case scalars(ScalarSet)
  case start
  case end
  case sequence([PatternNode])
  case choice([PatternNode])
  case repeated(PatternNode, minimum: Int, maximum: Int?)

  /// More than any pattern may have; sums stop growing here, so that nested counts can't overflow.
  private static let hugeSize = 1 << 20

  /// At least as many steps as the program will have. Nothing counts as one step too, so that
  /// repetitions of nothing don't come free.
  var size: Int {
    let size =
      switch self {
      case .empty, .scalars, .start, .end: 1
      case .sequence(let parts): parts.reduce(0) { min(Self.hugeSize, $0 + $1.size) }
      case .choice(let branches): branches.reduce(0) { min(Self.hugeSize, $0 + $1.size + 2) }
      case .repeated(let body, let minimum, nil): body.size * (minimum + 1) + 2
      case .repeated(let body, _, let maximum?): (body.size + 1) * maximum
      }
    return min(Self.hugeSize, max(1, size))
  }
}
