/// One walk through a text. Each character costs at most a visit of every step.
struct PatternRun {
  private let steps: [PatternProgram.Step]
  /// The position at which a step was last visited.
  private var visits: [Int]
  private var stack: [Int] = []
  /// Steps that wait for a character.
  private var waiting: [Int] = []

  init(_ program: PatternProgram) {
    steps = program.steps
    visits = Array(repeating: -1, count: steps.count)
  }

  /// Whether the pattern is found anywhere in the text.
  mutating func finds(in text: String) -> Bool {
    var scalars = text.unicodeScalars.makeIterator()
    var position = 0
    while true {
      let scalar = scalars.next()
      // A match may begin at any character.
      stack.append(0)
      if follow(at: position, isEnd: scalar == nil) { return true }
      guard let scalar else { return false }
      for step in waiting {
        if case .scalars(let set) = steps[step], set.contains(scalar) { stack.append(step + 1) }
      }
      position += 1
    }
  }

  /// Goes from the steps on the stack to all that can be reached without a character.
  /// - Returns: whether the match is one of them.
  private mutating func follow(at position: Int, isEnd: Bool) -> Bool {
    waiting.removeAll(keepingCapacity: true)
    while let step = stack.popLast() {
      guard visits[step] != position else { continue }
      visits[step] = position
      switch steps[step] {
      case .scalars: waiting.append(step)
      case .split(let first, let second): stack += [second, first]
      case .jump(let target): stack.append(target)
      case .start: if position == 0 { stack.append(step + 1) }
      case .end: if isEnd { stack.append(step + 1) }
      case .match: return true
      }
    }
    return false
  }
}
