extension JSONToWire {
  /// Reads the whole body as one value of a message type.
  ///
  /// - Parameter bound: fields that path variables set, which the body therefore must not.
  ///
  /// Reserve the root's bits first (``reserveSeen(_:)``); they stay, and ``checkRequired`` is the caller's.
  mutating func root(
    _ layout: UnsafePointer<MessageLayout>, bound: UnsafePointer<BoundField>?
  ) throws(JSONSyntaxError) {
    if layout.pointee.kind == .message {
      if peek() == UInt8(ascii: "{") {
        try members(layout, seenBase: 0, bound: bound)
      } else {
        rootIsMismatched = true
        try mismatch(.message)
      }
    } else {
      try contents(layout.pointee.kind, layout, nil)
    }
    try expectEnd()
  }

  /// Nothing but white space may follow.
  mutating func expectEnd() throws(JSONSyntaxError) {
    skipSpace()
    guard position == end else { throw syntaxError(.trailing) }
  }

  /// Reserves the bit set of one object; its place in ``seen``.
  @inline(__always)
  mutating func reserveSeen(_ layout: UnsafePointer<MessageLayout>) -> Int {
    let base = seen.count
    for _ in 0..<layout.pointee.seenWords { seen.append(0) }
    return base
  }

  /// Reads an object as the fields of a nested message.
  mutating func object(
    _ layout: UnsafePointer<MessageLayout>, bound: UnsafePointer<BoundField>?
  ) throws(JSONSyntaxError) {
    let base = reserveSeen(layout)
    try members(layout, seenBase: base, bound: bound)
    checkRequired(layout, seenBase: base, bound: bound)
    seen.removeLast(seen.count &- base)
  }

  /// Reads the members of the object at the current position into fields.
  mutating func members(
    _ layout: UnsafePointer<MessageLayout>, seenBase: Int, bound: UnsafePointer<BoundField>?
  ) throws(JSONSyntaxError) {
    try enter()
    if peek() != UInt8(ascii: "}") {
      var expected = 0
      repeat {
        let nameStart = position
        let name = try memberName()
        skipSpace()
        guard let index = layout.pointee.index(ofName: name.base, name.count, expected: expected) else {
          violation("extra_forbidden", "Extra inputs are not permitted")
          try skipValue()
          continue
        }
        expected = index &+ 1
        guard take(bit: index, seenBase) else { throw syntaxError(.duplicateKey, at: nameStart) }
        try member(layout, layout.pointee.fields + index, seenBase, bound?.pointee.child(of: index))
      } while try takeComma(closing: UInt8(ascii: "}"))
    }
    leave()
  }

  /// Sets a bit of an object's set; false when it was set already.
  @inline(__always)
  mutating func take(bit: Int, _ base: Int) -> Bool {
    let mask: UInt64 = 1 << UInt64(bit & 63)
    let word = base &+ bit >> 6
    if seen[word] & mask != 0 { return false }
    seen[word] |= mask
    return true
  }

  @inline(__always)
  mutating func member(
    _ layout: UnsafePointer<MessageLayout>, _ field: UnsafePointer<FieldPlan>, _ seenBase: Int,
    _ bound: UnsafePointer<BoundField>?
  ) throws(JSONSyntaxError) {
    let isNull = position < end && position.pointee == UInt8(ascii: "n")
    if isNull && !(field.pointee.kind.takesNull && field.pointee.shape == .singular) {
      try literal("null")
      if field.pointee.isRequired { violation("missing", "Field required") }
      return
    }
    if let bound, bound.pointee.isLeaf {
      violation("value_error", "This field is set by the path")
      return try skipValue()
    }
    if field.pointee.oneof >= 0, !take(bit: layout.pointee.fieldCount &+ Int(field.pointee.oneof), seenBase) {
      violation("value_error", "Only one of this field and its alternatives may be set")
      return try skipValue()
    }
    switch field.pointee.shape {
    case .singular: try singular(field, bound)
    case .repeated: try repeated(field)
    case .map: try map(field)
    }
  }

  @inline(__always)
  private mutating func singular(
    _ field: UnsafePointer<FieldPlan>, _ bound: UnsafePointer<BoundField>?
  ) throws(JSONSyntaxError) {
    if let bound, field.pointee.kind == .message, let layout = field.pointee.message {
      guard peek() == UInt8(ascii: "{") else { return try mismatch(.message) }
      appendTag(field)
      let start = out.beginLengthDelimited()
      try object(layout, bound: bound)
      out.endLengthDelimited(start)
    } else {
      try tagged(field, keepsDefault: field.pointee.hasPresence)
    }
  }

  mutating func repeated(_ field: UnsafePointer<FieldPlan>) throws(JSONSyntaxError) {
    guard peek() == UInt8(ascii: "[") else { return try mismatch(.listValue) }
    try enter()
    if peek() != UInt8(ascii: "]") {
      if field.pointee.isPacked {
        appendTag(field)
        let start = out.beginLengthDelimited()
        let wireType = field.pointee.kind.wireType
        repeat {
          skipSpace()
          if let bits = try scalar(field) { append(bits, wireType) }
          path[depth &- 1].value &+= 1
        } while try takeComma(closing: UInt8(ascii: "]"))
        out.endLengthDelimited(start)
      } else {
        repeat {
          skipSpace()
          try tagged(field, keepsDefault: true)
          path[depth &- 1].value &+= 1
        } while try takeComma(closing: UInt8(ascii: "]"))
      }
    }
    leave()
  }

  mutating func map(_ field: UnsafePointer<FieldPlan>) throws(JSONSyntaxError) {
    guard peek() == UInt8(ascii: "{"), let entry = field.pointee.message else { return try mismatch(.structure) }
    let key = entry.pointee.fields
    let value = entry.pointee.fields + 1
    var keys = MapKeys(&self)
    try enter()
    if peek() != UInt8(ascii: "}") {
      repeat {
        let nameStart = position
        let name = try memberName()
        skipSpace()
        guard keys.insert(name, &self) else { throw syntaxError(.duplicateKey, at: nameStart) }
        appendTag(field)
        let start = out.beginLengthDelimited()
        if append(mapKey: name, key) {
          try tagged(value, keepsDefault: true)
        } else {
          let (type, message) = Self.expectation(key.pointee.kind, nil)
          violation(type, "\(message) as the key")
          try skipValue()
        }
        out.endLengthDelimited(start)
      } while try takeComma(closing: UInt8(ascii: "}"))
    }
    leave()
    keys.leave(&self)
  }

  private mutating func append(mapKey name: KeyText, _ key: UnsafePointer<FieldPlan>) -> Bool {
    switch key.pointee.kind {
    case .string:
      appendTag(key)
      out.append(varint: UInt64(name.count))
      out.append(name.base, count: name.count)
      return true
    case .bool:
      let isTrue = name.string == "true"
      guard isTrue || name.string == "false" else { return false }
      appendTag(key)
      out.append(isTrue ? 1 : 0)
      return true
    default:
      guard case .bits(let bits) = IntegerText.bits(name.base, name.count, key) else { return false }
      appendTag(key)
      append(bits, key.pointee.kind.wireType)
      return true
    }
  }

  /// Notes every required field that an object lacks.
  @inline(__always)
  mutating func checkRequired(
    _ layout: UnsafePointer<MessageLayout>, seenBase: Int, bound: UnsafePointer<BoundField>?
  ) {
    if let bound { markBound(bound, seenBase) }
    for word in 0..<layout.pointee.seenWords {
      let missing = layout.pointee.required[word] & ~seen[seenBase &+ word]
      if missing != 0 { noteMissing(layout, word, missing) }
    }
  }

  private mutating func noteMissing(_ layout: UnsafePointer<MessageLayout>, _ word: Int, _ missing: UInt64) {
    var missing = missing
    while missing != 0 {
      let index = word * 64 + missing.trailingZeroBitCount
      missing &= missing - 1
      violation("missing", "Field required", member: layout.pointee.fields[index].name.string)
    }
  }

  /// Fields that the path sets are there; messages that only the path reaches are checked as well.
  private mutating func markBound(_ bound: UnsafePointer<BoundField>, _ seenBase: Int) {
    for index in 0..<bound.pointee.childCount {
      let child = bound.pointee.children + index
      guard take(bit: child.pointee.field, seenBase), let layout = child.pointee.layout, depth < maximumDepth else {
        continue
      }
      let base = reserveSeen(layout)
      path[depth] = PathElement(name: child.pointee.name.base, value: child.pointee.name.count)
      depth += 1
      checkRequired(layout, seenBase: base, bound: child)
      depth -= 1
      seen.removeLast(seen.count - base)
    }
  }
}
