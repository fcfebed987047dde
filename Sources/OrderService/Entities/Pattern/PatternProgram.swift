/// A pattern as steps of a non-deterministic automaton (K. Thompson, "Regular Expression Search Algorithm", 1968):
/// all ways through a text are followed at once, so that no pattern makes it go back.
struct PatternProgram: Sendable {
  enum Step: Sendable {
    /// Takes one character of the set and goes on with the next step.
    case scalars(ScalarSet)
    case split(Int, Int)
    case jump(Int)
    case start
    case end
    case match
  }

  private(set) var steps: [Step] = []

  init(_ node: PatternNode) {
    emit(node)
    steps.append(.match)
  }

  private mutating func emit(_ node: PatternNode) {
    switch node {
    case .empty: break
    case .scalars(let set): steps.append(.scalars(set))
    case .start: steps.append(.start)
    case .end: steps.append(.end)
    case .sequence(let parts): for part in parts { emit(part) }
    case .choice(let branches): emitChoice(branches)
    case .repeated(let body, let minimum, let maximum): emitRepetition(body, minimum, maximum)
    }
  }

  private mutating func emitChoice(_ branches: [PatternNode]) {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index < branches.count - 1 else {
        emit(branch)
        break
      }
      let split = steps.count
      steps.append(.split(split + 1, 0))
      emit(branch)
      jumps.append(steps.count)
      steps.append(.jump(0))
      steps[split] = .split(split + 1, steps.count)
    }
    for jump in jumps { steps[jump] = .jump(steps.count) }
  }

  private mutating func emitRepetition(_ body: PatternNode, _ minimum: Int, _ maximum: Int?) {
    for _ in 0..<minimum { emit(body) }
    guard let maximum else {
      let split = steps.count
      steps.append(.split(split + 1, 0))
      emit(body)
      steps.append(.jump(split))
      steps[split] = .split(split + 1, steps.count)
      return
    }
    var splits: [Int] = []
    for _ in minimum..<maximum {
      splits.append(steps.count)
      steps.append(.split(steps.count + 1, 0))
      emit(body)
    }
    for split in splits { steps[split] = .split(split + 1, steps.count) }
  }
}
