extension PathRouter {
  /// - Parameter path: as it came, percent-encoded, without the query.
  public func lookup(method: String, path: String) -> Match {
    var path = path
    return path.withUTF8 { lookup(method: method, path: $0) }
  }

  /// - Parameter path: as it came, percent-encoded, without the query.
  public func lookup(method: String, path: UnsafeBufferPointer<UInt8>) -> Match {
    guard path.first == UInt8(ascii: "/") else { return .malformedPath }
    return withUnsafeTemporaryAllocation(of: Segment.self, capacity: Self.maximumSegments) { buffer in
      guard let count = Self.split(path, into: buffer) else { return .malformedPath }
      let segments = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[..<count])
      var search = PathSearch(router: self, method: method, path: path, segments: segments)
      return search.run()
    }
  }

  /// A longer path matches nothing but would only cost time.
  static let maximumSegments = 128

  /// One segment of the path: a range of its bytes, and whether it has percent-escapes.
  struct Segment {
    var start: Int32
    var end: Int32
    var isEncoded: Bool
    var isEmpty: Bool { start == end }
  }

  /// - Returns: the number of segments, or nil for a bad escape or too many segments. `/` has none.
  private static func split(
    _ path: UnsafeBufferPointer<UInt8>, into segments: UnsafeMutableBufferPointer<Segment>
  ) -> Int? {
    guard path.count > 1 else { return 0 }
    guard path.count < Int32.max else { return nil }
    var count = 0
    var start = 1
    var isEncoded = false
    var position = 1
    while true {
      let byte = position < path.count ? path[position] : UInt8(ascii: "/")
      if byte == UInt8(ascii: "/") {
        guard count < segments.count else { return nil }
        segments.initializeElement(
          at: count, to: Segment(start: Int32(start), end: Int32(position), isEncoded: isEncoded))
        count += 1
        if position == path.count { return count }
        start = position + 1
        isEncoded = false
      } else if byte == UInt8(ascii: "%") {
        guard position + 2 < path.count, PercentDecoding.hexValue(path[position + 1]) != nil,
          PercentDecoding.hexValue(path[position + 2]) != nil
        else { return nil }
        isEncoded = true
      } else if byte >= 0x80 {
        isEncoded = true
      }
      position += 1
    }
  }
}

/// One walk through the trie, in order of precedence, back-tracking.
///
/// A node's depth is the number of segments before it, so a walk visits every node at most once per
/// reading of the verb.
private struct PathSearch {
  let router: PathRouter
  let method: String
  let path: UnsafeBufferPointer<UInt8>
  let segments: UnsafeBufferPointer<PathRouter.Segment>

  /// Where the verb starts (its colon) in the last segment while templates with a verb are tried.
  var verbStart: Int?
  var allow: [String] = []

  enum Outcome {
    case found(Int)
    case none
    case malformed
  }

  init(
    router: PathRouter, method: String, path: UnsafeBufferPointer<UInt8>,
    segments: UnsafeBufferPointer<PathRouter.Segment>
  ) {
    self.router = router
    self.method = method
    self.path = path
    self.segments = segments
  }

  mutating func run() -> PathRouter.Match {
    if router.hasVerbs, let last = segments.last,
      let colon = path[Int(last.start)..<Int(last.end)].lastIndex(of: UInt8(ascii: ":"))
    {
      verbStart = colon
      if let match = attempt() { return match }
    }
    verbStart = nil
    if let match = attempt() { return match }
    if hasMalformedText { return .malformedPath }
    return allow.isEmpty ? .notFound : .methodNotAllowed(allow: Set(allow).sorted())
  }

  /// Runs one walk; nil when nothing matched.
  private mutating func attempt() -> PathRouter.Match? {
    switch visit(0, depth: 0) {
    case .none: return nil
    case .malformed: return .malformedPath
    case .found(let route):
      guard let variables = variables(of: route) else { return .malformedPath }
      return .match(route: route, variables: variables)
    }
  }

  private mutating func visit(_ node: Int, depth: Int) -> Outcome {
    if depth == segments.count {
      if let route = choose(router.nodes[node].endpoints) { return .found(route) }
    } else {
      let range = range(depth)
      for index in router.nodes[node].literals.indices
      where isEqual(router.nodes[node].literals[index].text, range, depth) {
        let outcome = visit(router.nodes[node].literals[index].node, depth: depth + 1)
        guard case .none = outcome else { return outcome }
      }
      if let any = router.nodes[node].any, !range.isEmpty {
        let outcome = visit(any, depth: depth + 1)
        guard case .none = outcome else { return outcome }
      }
    }
    if !router.nodes[node].rest.isEmpty, restHasNoEmptySegment(depth),
      let route = choose(router.nodes[node].rest)
    {
      return .found(route)
    }
    return .none
  }

  /// The route for the method among a node's endpoints; HEAD is served by GET, and `*` by any method.
  private mutating func choose(_ endpoints: [PathRouter.Endpoint]) -> Int? {
    var viaGet: Int?
    var viaAny: Int?
    for endpoint in endpoints where isVerb(endpoint.verb) {
      if endpoint.method == method { return endpoint.route }
      if endpoint.method == "GET" && method == "HEAD" { viaGet = endpoint.route }
      if endpoint.method == "*" { viaAny = endpoint.route }
    }
    if let route = viaGet ?? viaAny { return route }
    for endpoint in endpoints where isVerb(endpoint.verb) {
      allow.append(endpoint.method)
      if endpoint.method == "GET" { allow.append("HEAD") }
    }
    return nil
  }

  private func isVerb(_ verb: [UInt8]?) -> Bool {
    switch (verb, verbStart) {
    case (nil, nil): true
    case (let verb?, let colon?): verb.elementsEqual(path[(colon + 1)..<Int(segments[segments.count - 1].end)])
    default: false
    }
  }

  /// A segment's bytes, without the verb.
  private func range(_ index: Int) -> Range<Int> {
    let segment = segments[index]
    if index == segments.count - 1, let verbStart { return Int(segment.start)..<verbStart }
    return Int(segment.start)..<Int(segment.end)
  }

  private func isEqual(_ literal: [UInt8], _ range: Range<Int>, _ index: Int) -> Bool {
    if segments[index].isEncoded {
      return PercentDecoding.string(path[range], keepingSlashes: false).map { $0.utf8.elementsEqual(literal) } ?? false
    }
    guard literal.count == range.count else { return false }
    for (offset, byte) in literal.enumerated() where path[range.lowerBound + offset] != byte { return false }
    return true
  }

  private func restHasNoEmptySegment(_ depth: Int) -> Bool {
    for index in depth..<segments.count where range(index).isEmpty { return false }
    return true
  }

  private func variables(of route: Int) -> [String]? {
    let template = router.routes[route].template
    guard !template.variables.isEmpty else { return [] }
    var values: [String] = []
    values.reserveCapacity(template.variables.count)
    for variable in template.variables {
      let end = variable.takesRest ? segments.count : variable.end
      guard variable.start < end else {
        values.append("")
        continue
      }
      let bytes = path[range(variable.start).lowerBound..<range(end - 1).upperBound]
      guard let value = PercentDecoding.string(bytes, keepingSlashes: variable.isMultiSegment) else { return nil }
      values.append(value)
    }
    return values
  }

  private var hasMalformedText: Bool {
    PercentDecoding.string(path, keepingSlashes: false) == nil
  }
}
