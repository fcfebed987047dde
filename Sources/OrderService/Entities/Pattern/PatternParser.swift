/// Reads the text of a ``TextPattern``.
struct PatternParser {
  /// Of a `{m,n}`, and of groups within groups.
  static let maximumCount = 1_000
  static let maximumDepth = 50

  private let scalars: [Unicode.Scalar]
  private var position = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// - Throws: ``PatternError``.
  mutating func pattern() throws -> PatternNode {
    let node = try choice(depth: 0)
    guard next == nil else { throw error("there is no ( for this )") }
    return node
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func error(_ reason: String, at place: Int? = nil) -> PatternError {
    PatternError(position: (place ?? position) + 1, reason: reason)
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private mutating func choice(depth: Int) throws -> PatternNode {
    var branches = [try sequence(depth: depth)]
    while take("|") { branches.append(try sequence(depth: depth)) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence(depth: Int) throws -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" { parts.append(try repeated(atom(depth: depth))) }
    return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func atom(depth: Int) throws -> PatternNode {
    guard let scalar = next else { return .empty }
    position += 1
    switch scalar {
    case ".": return .scalars(.notNewlines)
    case "^": return .start
    case "$": return .end
    case "(": return try group(depth: depth + 1)
    case "[": return .scalars(try scalarClass())
    case "\\": return .scalars(try escaped())
    case "*", "+", "?": throw error("there is nothing to repeat", at: position - 1)
    case "{": throw error("a { that is not a count must be written \\{", at: position - 1)
    default: return .scalars(ScalarSet(scalar))
    }
  }

  private mutating func group(depth: Int) throws -> PatternNode {
    let opening = position - 1
    guard depth <= Self.maximumDepth else { throw error("groups are more than \(Self.maximumDepth) deep", at: opening) }
    if take("?"), !take(":") {
      let mark = next == "<" && position + 1 < scalars.count ? scalars[position + 1] : next
      let isLook = mark == "=" || mark == "!"
      throw error(isLook ? "look-around is not supported" : "of groups with (? only (?: is supported", at: opening)
    }
    let body = try choice(depth: depth)
    guard take(")") else { throw error("the ( has no )", at: opening) }
    return body
  }
}

// MARK: Repetition

extension PatternParser {
  private mutating func repeated(_ body: PatternNode) throws -> PatternNode {
    let place = position
    guard let (minimum, maximum) = try count() else { return body }
    guard body != .start, body != .end else { throw error("^ and $ can't be repeated", at: place) }
    // The lazy form matches the same texts.
    if !take("?"), next == "+" { throw error("possessive repetition is not supported") }
    if let scalar = next, "*+?{".unicodeScalars.contains(scalar) { throw error("this is repeated already") }
    return .repeated(body, minimum: minimum, maximum: maximum)
  }

  private mutating func count() throws -> (minimum: Int, maximum: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let opening = position
    guard take("{") else { return nil }
    let minimum = try number(opening)
    var maximum: Int? = minimum
    if take(",") { maximum = next == "}" ? nil : try number(opening) }
    guard take("}") else { throw error("a count is {m}, {m,} or {m,n}", at: opening) }
    if let maximum, maximum < minimum { throw error("the count's end is before its beginning", at: opening) }
    return (minimum, maximum)
  }

  private mutating func number(_ opening: Int) throws -> Int {
    var value: Int?
    while let digit = next, ScalarSet.digits.contains(digit) {
      value = (value ?? 0) * 10 + Int(digit.value - 0x30)
      if let value, value > Self.maximumCount { throw error("counts go up to \(Self.maximumCount)", at: opening) }
      position += 1
    }
    guard let value else { throw error("a count is {m}, {m,} or {m,n}", at: opening) }
    return value
  }
}

// MARK: Classes and escapes

extension PatternParser {
  /// The rest of `[…]`.
  private mutating func scalarClass() throws -> ScalarSet {
    let opening = position - 1
    let isInverted = take("^")
    guard next != "]" else { throw error("a class can't be empty; a ] in it is written \\]", at: opening) }
    var set = ScalarSet([])
    while !take("]") {
      guard next != nil else { throw error("the [ has no ]", at: opening) }
      set = set.union(try member())
    }
    return isInverted ? set.inverted : set
  }

  /// One character, one range or one named set of a class.
  private mutating func member() throws -> ScalarSet {
    let place = position
    let first = try classPart()
    guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else { return first.set }
    position += 1
    guard let low = first.scalar, let high = try classPart().scalar else {
      throw error("a range goes from one character to another", at: place)
    }
    guard low <= high else { throw error("the range's end is before its beginning", at: place) }
    return ScalarSet([low.value...high.value])
  }

  private mutating func classPart() throws -> (set: ScalarSet, scalar: Unicode.Scalar?) {
    guard let scalar = next else { throw error("the [ has no ]") }
    if scalar == "[", position + 1 < scalars.count, ":.=".unicodeScalars.contains(scalars[position + 1]) {
      throw error("named classes such as [:alpha:] are not supported")
    }
    position += 1
    guard scalar == "\\" else { return (ScalarSet(scalar), scalar) }
    if let named = namedSet() { return (named, nil) }
    let meant = try escapedScalar()
    return (ScalarSet(meant), meant)
  }

  /// What follows a backslash.
  private mutating func escaped() throws -> ScalarSet {
    if let named = namedSet() { return named }
    return ScalarSet(try escapedScalar())
  }

  private mutating func namedSet() -> ScalarSet? {
    let set: ScalarSet
    switch next {
    case "d": set = .digits
    case "D": set = .digits.inverted
    case "w": set = .words
    case "W": set = .words.inverted
    case "s": set = .spaces
    case "S": set = .spaces.inverted
    default: return nil
    }
    position += 1
    return set
  }

  private mutating func escapedScalar() throws -> Unicode.Scalar {
    let place = position - 1
    guard let scalar = next else { throw error("there is nothing after the \\", at: place) }
    position += 1
    switch scalar {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "f": return "\u{0C}"
    case "v": return "\u{0B}"
    case "x": return try hexadecimal(2, place)
    case "u": return try hexadecimal(4, place)
    case "1"..."9", "k": throw error("back-references are not supported", at: place)
    case _ where ScalarSet.words.contains(scalar) && scalar != "_":
      throw error("\\\(scalar) is not supported", at: place)
    default: return scalar
    }
  }

  private mutating func hexadecimal(_ digits: Int, _ place: Int) throws -> Unicode.Scalar {
    let end = position + digits
    guard end <= scalars.count else { throw error("\(digits) hexadecimal digits are wanted", at: place) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[position..<end])
    guard text.allSatisfy(\.properties.isASCIIHexDigit), let value = UInt32(String(text), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw error("\(digits) hexadecimal digits of a character are wanted", at: place) }
    position = end
    return scalar
  }
}
