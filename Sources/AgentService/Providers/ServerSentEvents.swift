import NIOCore

/// Reads server-sent events from bytes as they come (WHATWG HTML, "Interpreting an event stream"):
/// lines end with LF, CR or CRLF, `data` lines of one event are joined by LF, comments are skipped.
struct ServerSentEvents {
  struct Event: Equatable {
    /// The `event` field; "message" without one.
    var name: String
    var data: String
  }

  /// Bytes of a line and of an event; what is beyond is cut off: a provider never sends as much.
  static let maximumLine = 4 << 20

  private var line: [UInt8] = []
  private var lastWasCR = false
  private var atStart = true
  private var name = ""
  private var data: [UInt8] = []
  private var hasData = false

  /// Takes the next bytes and hands on every event that they complete.
  mutating func feed(_ bytes: some Sequence<UInt8>, _ emit: (Event) throws -> Void) rethrows {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n") where lastWasCR:
        lastWasCR = false
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        lastWasCR = byte == UInt8(ascii: "\r")
        try endLine(emit)
      default:
        lastWasCR = false
        if line.count < Self.maximumLine { line.append(byte) }
      }
    }
  }

  /// The event that the stream's end leaves open: the last one of a provider may lack its blank line.
  mutating func finish() -> Event? {
    var last: Event?
    if !line.isEmpty { endLine { last = $0 } }
    dispatch { last = $0 }
    return last
  }

  /// Every event that the next bytes complete.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
    var events: [Event] = []
    feed(bytes) { events.append($0) }
    return events
  }

  private mutating func endLine(_ emit: (Event) throws -> Void) rethrows {
    defer { line.removeAll(keepingCapacity: true) }
    if atStart {
      atStart = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    guard !line.isEmpty else { return try dispatch(emit) }
    let colon = line.firstIndex(of: UInt8(ascii: ":"))
    if colon == 0 { return }
    let field = line[..<(colon ?? line.endIndex)]
    var value = colon.map { line[($0 + 1)...] } ?? []
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    switch String(decoding: field, as: UTF8.self) {
    case "event": name = String(decoding: value, as: UTF8.self)
    case "data":
      if hasData { data.append(UInt8(ascii: "\n")) }
      hasData = true
      if data.count < Self.maximumLine { data.append(contentsOf: value) }
    default: break
    }
  }

  private mutating func dispatch(_ emit: (Event) throws -> Void) rethrows {
    defer {
      name = ""
      hasData = false
      data.removeAll(keepingCapacity: true)
    }
    guard hasData else { return }
    try emit(Event(name: name.isEmpty ? "message" : name, data: String(decoding: data, as: UTF8.self)))
  }
}

extension ServerSentEvents {
  /// Hands on the events of a body until `take` wants no more or the body ends, the one that its end leaves
  /// open included.
  static func read<Body: AsyncSequence>(
    _ body: Body, _ take: (Event) async throws -> Bool
  ) async throws where Body.Element == ByteBuffer {
    var events = ServerSentEvents()
    for try await buffer in body {
      for event in events.feed(buffer.readableBytesView) {
        guard try await take(event) else { return }
      }
    }
    if let last = events.finish() { _ = try await take(last) }
  }
}
