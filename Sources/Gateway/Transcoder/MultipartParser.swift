/// Splits a `multipart/form-data` body (RFC 7578, RFC 2046 section 5.1) into its parts as it arrives;
/// memory stays within one chunk and the header limit.
public struct MultipartParser: Sendable {
  public enum Event: Sendable, Equatable {
    /// - `name`: the field. `filename`: without any directory; nil for a field that is not a file.
    case partStart(name: String, filename: String?, contentType: String?)
    case data([UInt8])
    case partEnd
  }

  public struct Limits: Sendable {
    public var parts: Int
    /// All headers of one part, in bytes.
    public var headerBytes: Int

    public init(parts: Int = 256, headerBytes: Int = 8192) {
      self.parts = parts
      self.headerBytes = headerBytes
    }
  }

  /// The client's fault: a 400.
  public enum Failure: Error, Sendable, Equatable {
    case notMultipart
    case malformed(String)
    case tooManyParts
    case headersTooLong
    /// The body ended before its closing boundary.
    case truncated
  }

  private enum State {
    case preamble, afterBoundary, headers, data, epilogue
  }

  /// CRLF, two dashes and the boundary.
  private let delimiter: [UInt8]
  private let limits: Limits
  private var state = State.preamble
  /// What can't be decided on yet; begins with the line break that the first boundary lacks.
  private var pending: [UInt8] = [0x0D, 0x0A]
  private var parts = 0

  /// - Parameter contentType: the header `multipart/form-data; boundary=…`.
  public init(contentType: String, limits: Limits = Limits()) throws(Failure) {
    let header = HeaderParameters(contentType)
    guard header.value == "multipart/form-data", let boundary = header["boundary"],
      (1...70).contains(boundary.utf8.count)
    else { throw .notMultipart }
    delimiter = Array("\r\n--\(boundary)".utf8)
    self.limits = limits
  }

  /// Takes the next chunk of the body.
  public mutating func push(_ chunk: some Sequence<UInt8>) throws(Failure) -> [Event] {
    pending.append(contentsOf: chunk)
    var events: [Event] = []
    var start = 0
    while let next = try step(from: start, &events) { start = next }
    pending.removeFirst(consumed)
    consumed = 0
    return events
  }

  /// Call at the body's end.
  public func finish() throws(Failure) {
    guard state == .epilogue else { throw .truncated }
  }

  /// Bytes of `pending` that are dealt with.
  private var consumed = 0

  /// One step of the state machine; nil when it needs more bytes.
  private mutating func step(from start: Int, _ events: inout [Event]) throws(Failure) -> Int? {
    switch state {
    case .preamble: return readPreamble(start)
    case .afterBoundary: return try readBoundaryEnd(start)
    case .headers: return try readHeaders(start, &events)
    case .data: return readData(start, &events)
    case .epilogue:
      consumed = pending.count
      return nil
    }
  }

  private mutating func readPreamble(_ start: Int) -> Int? {
    switch find(delimiter, from: start) {
    case .found(let index):
      state = .afterBoundary
      return advance(to: index + delimiter.count)
    case .notBefore(let index):
      consumed = index
      return nil
    }
  }

  private mutating func readBoundaryEnd(_ start: Int) throws(Failure) -> Int? {
    var index = start
    if pending.count - index >= 2, pending[index] == 0x2D, pending[index + 1] == 0x2D {
      state = .epilogue
      return advance(to: index + 2)
    }
    while index < pending.count, pending[index] == 0x20 || pending[index] == 0x09 { index += 1 }
    guard index - start < limits.headerBytes else { throw .headersTooLong }
    guard pending.count - index >= 2 else { return nil }
    guard pending[index] == 0x0D, pending[index + 1] == 0x0A else { throw .malformed("text after a boundary") }
    parts += 1
    guard parts <= limits.parts else { throw .tooManyParts }
    state = .headers
    // The line break stays: the headers end with an empty line even when there are none.
    return advance(to: index)
  }

  private mutating func readHeaders(_ start: Int, _ events: inout [Event]) throws(Failure) -> Int? {
    switch find([0x0D, 0x0A, 0x0D, 0x0A], from: start) {
    case .found(let index):
      guard index - start <= limits.headerBytes else { throw .headersTooLong }
      let headers = pending[start..<index]
      events.append(try Self.partStart(headers))
      state = .data
      return advance(to: index + 4)
    case .notBefore:
      guard pending.count - start <= limits.headerBytes + 4 else { throw .headersTooLong }
      return nil
    }
  }

  private mutating func readData(_ start: Int, _ events: inout [Event]) -> Int? {
    switch find(delimiter, from: start) {
    case .found(let index):
      if index > start { events.append(.data(Array(pending[start..<index]))) }
      events.append(.partEnd)
      state = .afterBoundary
      return advance(to: index + delimiter.count)
    case .notBefore(let index):
      if index > start { events.append(.data(Array(pending[start..<index]))) }
      consumed = index
      return nil
    }
  }

  private mutating func advance(to index: Int) -> Int {
    consumed = index
    return index
  }

  private enum Search {
    case found(Int)
    /// It is nowhere before this place, where it may start.
    case notBefore(Int)
  }

  private func find(_ pattern: [UInt8], from start: Int) -> Search {
    pending.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        if bytes[index] == pattern[0] {
          let available = min(pattern.count, bytes.count - index)
          var matched = 1
          while matched < available && bytes[index + matched] == pattern[matched] { matched += 1 }
          if matched == pattern.count { return .found(index) }
          if matched == available { return .notBefore(index) }
        }
        index += 1
      }
      return .notBefore(bytes.count)
    }
  }

  private static func partStart(_ headers: ArraySlice<UInt8>) throws(Failure) -> Event {
    guard let text = String(validating: headers, as: UTF8.self) else { throw .malformed("headers are not UTF-8") }
    var disposition: HeaderParameters?
    var contentType: String?
    for line in text.split(separator: "\r\n", omittingEmptySubsequences: true) {
      guard let colon = line.firstIndex(of: ":") else { throw .malformed("a header without a colon") }
      let value = String(line[line.index(after: colon)...])
      switch line[..<colon].lowercased() {
      case "content-disposition": disposition = HeaderParameters(value)
      case "content-type": contentType = HeaderParameters.trimmed(value)
      default: break
      }
    }
    guard let disposition, disposition.value == "form-data", let name = disposition["name"] else {
      throw .malformed("a part without a name")
    }
    return .partStart(
      name: browserDecoded(name), filename: disposition["filename"].map { baseName(browserDecoded($0)) },
      contentType: contentType)
  }

  /// Browsers escape exactly these three (WHATWG HTML, "multipart/form-data encoding algorithm").
  private static func browserDecoded(_ text: String) -> String {
    text.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
  }

  private static func baseName(_ path: String) -> String {
    path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
  }
}
