/// Reads a JSON text and writes a message's wire bytes in one pass, without a tree in between.
///
/// A value that doesn't fit its field is noted and skipped, so that one pass finds every such place;
/// broken JSON (RFC 8259) ends it at once. The input's memory must outlive the value.
struct JSONToWire: ~Copyable {
  /// One step of the way to the current value: a name, or an array index when `name` is nil.
  struct PathElement {
    var name: UnsafePointer<UInt8>?
    var value: Int
  }

  var position: UnsafePointer<UInt8>
  let start: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  var out: ByteWriter
  /// Objects and arrays around the current value.
  var depth = 0
  let maximumDepth: Int
  /// Field masks are written in this style.
  let style: NameStyle
  /// `path[depth - 1]` is the current member or element of the innermost container.
  let path: UnsafeMutablePointer<PathElement>
  /// Bit sets of the fields and oneofs that the objects around the current value have had.
  var seen: [UInt64] = []
  /// The keys that the maps around the current value have had.
  var mapKeys: [KeyText] = []
  var violations: [TranscodingError.Violation] = []
  /// The body is JSON, but no object where one must be: its fields aren't missing as well.
  var rootIsMismatched = false
  /// Objects and arrays of free JSON (`google.protobuf.Struct` and alike) around the current value.
  var freeDepth = 0
  /// Where a violation without a better place belongs.
  var location = TranscodingError.Location.body
  /// Decoded texts of names that had escapes.
  private var decodedTexts: [UnsafeMutablePointer<UInt8>] = []

  init(_ json: UnsafeRawBufferPointer, maximumDepth: Int, style: NameStyle) {
    let bytes = json.assumingMemoryBound(to: UInt8.self)
    // An empty buffer may have no address; any non-null pointer does where nothing is read.
    start = bytes.baseAddress ?? StaticString("").utf8Start
    end = start + bytes.count
    position = start
    out = ByteWriter(capacity: bytes.count + 64)
    self.maximumDepth = maximumDepth
    self.style = style
    path = .allocate(capacity: maximumDepth + 1)
    seen.reserveCapacity(8)
  }

  deinit {
    path.deallocate()
    for text in decodedTexts { text.deallocate() }
  }

  mutating func keep(decoded bytes: [UInt8]) -> KeyText {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    copy.update(from: bytes, count: bytes.count)
    decodedTexts.append(copy)
    return KeyText(base: UnsafePointer(copy), count: bytes.count)
  }

  // MARK: Tokens

  @inline(__always)
  mutating func skipSpace() {
    while position < end {
      switch position.pointee {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// The next byte after white space, or 0 at the end (which no JSON token starts with).
  @inline(__always)
  mutating func peek() -> UInt8 {
    skipSpace()
    return position < end ? position.pointee : 0
  }

  func syntaxError(_ reason: JSONSyntaxError.Reason, at place: UnsafePointer<UInt8>? = nil) -> JSONSyntaxError {
    let place = place ?? position
    if place >= end && reason == .unexpectedCharacter {
      return JSONSyntaxError(reason: .unexpectedEnd, offset: end - start)
    }
    return JSONSyntaxError(reason: reason, offset: place - start)
  }

  @inline(__always)
  mutating func expect(_ scalar: UnicodeScalar) throws(JSONSyntaxError) {
    guard peek() == UInt8(ascii: scalar) else { throw syntaxError(.unexpectedCharacter) }
    position += 1
  }

  mutating func literal(_ text: StaticString) throws(JSONSyntaxError) {
    let length = text.utf8CodeUnitCount
    let count = min(length, end - position)
    for index in 0..<count where position[index] != text.utf8Start[index] {
      throw syntaxError(.unexpectedCharacter, at: position + index)
    }
    guard count == length else { throw syntaxError(.unexpectedEnd, at: end) }
    position += length
  }

  @inline(__always)
  mutating func enter() throws(JSONSyntaxError) {
    guard depth < maximumDepth else { throw syntaxError(.tooDeep) }
    position += 1
    path[depth] = PathElement(name: nil, value: 0)
    depth += 1
  }

  @inline(__always)
  mutating func leave() {
    position += 1
    depth -= 1
  }

  /// After a member or element: true for a comma, false (not consumed) for the closing bracket.
  @inline(__always)
  mutating func takeComma(closing: UInt8) throws(JSONSyntaxError) -> Bool {
    let byte = peek()
    if byte == UInt8(ascii: ",") {
      position += 1
      return true
    }
    guard byte == closing else { throw syntaxError(.unexpectedCharacter) }
    return false
  }

  // MARK: Violations

  mutating func violation(_ type: String, _ message: String, member: String? = nil, depth: Int? = nil) {
    note(location, render(depth ?? self.depth, member), type, message)
  }

  /// The path to the current value, `items[0].quantity`.
  func render(_ depth: Int, _ member: String? = nil) -> String {
    var text = ""
    for index in 0..<depth {
      let element = path[index]
      if let name = element.name {
        let step = FieldLocation.step(
          String(decoding: UnsafeBufferPointer(start: name, count: element.value), as: UTF8.self))
        text += text.isEmpty || step.hasPrefix("[") ? step : ".\(step)"
      } else {
        text += "[\(element.value)]"
      }
    }
    guard let member else { return text }
    return text.isEmpty ? member : "\(text).\(member)"
  }
}
