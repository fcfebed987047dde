import Testing

@testable import Telemetry

@Suite("W3C Trace Context")
struct TraceContextTests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let span = "00f067aa0ba902b7"

  @Test(
    "a well-formed traceparent is read, whatever its version",
    arguments: [
      ("00-\(trace)-\(span)-01", 1),
      ("00-\(trace)-\(span)-00", 0),
      ("00-\(trace)-\(span)-03", 3),
      (" \t00-\(trace)-\(span)-01 \t", 1),
      // Bits that nobody has defined yet are not passed on.
      ("00-\(trace)-\(span)-ff", 3),
      // A later version may add fields after a dash.
      ("cc-\(trace)-\(span)-01", 1),
      ("cc-\(trace)-\(span)-01-what-the-future-will-be-like", 1),
      ("01-\(trace)-\(span)-02-", 2),
    ] as [(String, UInt8)])
  func reads(header: String, flags: UInt8) throws {
    let context = try #require(TraceContext(traceparent: header))
    #expect(context.traceID.description == Self.trace)
    #expect(context.spanID.description == Self.span)
    #expect(context.flags.rawValue == flags)
    #expect(context.isRemote)
    #expect(context.traceparent == "00-\(Self.trace)-\(Self.span)-0\(flags)")
  }

  @Test(
    "a malformed traceparent is no traceparent",
    arguments: [
      "", "00", "-", "00-\(trace)-\(span)", "00-\(trace)-\(span)-", "00-\(trace)-\(span)-1",
      // Version ff is forbidden, version 00 ends after the flags.
      "ff-\(trace)-\(span)-01", "00-\(trace)-\(span)-01-", "00-\(trace)-\(span)-01-extra", "00-\(trace)-\(span)-011",
      "cc-\(trace)-\(span)-01.what-the-future-will-not-be-like", "0-\(trace)-\(span)-01", "000-\(trace)-\(span)-01",
      // All zeros mean "none".
      "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
      // Only lower-case hexadecimal digits.
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-\(span)-01", "00-\(trace)-00F067AA0BA902B7-01", "0G-\(trace)-\(span)-01",
      "00-.bf92f3577b34da6a3ce929d0e0e4736-\(span)-01", "00-\(trace)-\(span)-.1", "00-\(trace)-\(span)-0A",
      // Wrong lengths that add up, wrong separators, more than one header joined.
      "00-\(trace)a-0f067aa0ba902b7-01", "00-\(trace.dropLast())-\(span)a-01", "00_\(trace)_\(span)_01",
      "00-\(trace)-\(span)-01,00-\(trace)-\(span)-01", "00-\(trace)-\(span)-é",
    ])
  func refuses(header: String) {
    #expect(TraceContext(traceparent: header) == nil)
  }

  @Test("ids keep their leading zeros")
  func leadingZeros() {
    let context = TraceContext(traceID: TraceID(high: 0, low: 0xAB), spanID: SpanID(0xC), flags: .sampled)
    #expect(context.traceparent == "00-000000000000000000000000000000ab-000000000000000c-01")
    #expect(TraceContext(traceparent: context.traceparent)?.traceID == context.traceID)
  }

  @Test(
    "a well-formed tracestate is passed on",
    arguments: [
      ("foo=1", "foo=1"), ("foo=1,bar=2", "foo=1,bar=2"), ("foo=1 \t , \t bar=2", "foo=1,bar=2"),
      // Empty members are allowed, and needless.
      ("foo=1,", "foo=1"), (",foo=1,, ,bar=2", "foo=1,bar=2"), ("", ""), (" ", ""),
      ("t61rcwkgmze@ncs=00f067aa0ba902b7", "t61rcwkgmze@ncs=00f067aa0ba902b7"),
      ("0tel=th:8;rv:1", "0tel=th:8;rv:1"), ("a_-*/@z= inner space", "a_-*/@z= inner space"),
      ("foo=1,foo=1", "foo=1,foo=1"),
      ("\(String(repeating: "z", count: 256))=1", "\(String(repeating: "z", count: 256))=1"),
    ])
  func passesState(header: String, passed: String) {
    #expect(TraceContext(traceparent: Self.parent, tracestate: header)?.state == passed)
  }

  @Test(
    "a malformed tracestate is discarded, and the trace goes on",
    arguments: [
      "foo", "foo=", "=1", "foo=1=2", "foo =1", "FOO=1", "foo.bar=1", "@foo=1", "foo=b\u{7}r", "foo=ü",
      "\(String(repeating: "z", count: 257))=1", "z=\(String(repeating: "1", count: 257))",
      (0..<33).map { "k\($0)=1" }.joined(separator: ","),
    ])
  func discardsState(header: String) {
    #expect(TraceContext(traceparent: Self.parent, tracestate: header)?.state == "")
  }

  @Test("32 members pass, and of more than 512 characters the long members go first, then the last")
  func limitsState() {
    let many = (0..<32).map { "k\($0)=1" }.joined(separator: ",")
    #expect(TraceState.normalized(many) == many)

    let long = "long=\(String(repeating: "x", count: 200))"
    let short = (0..<5).map { "k\($0)=\(String(repeating: "y", count: 100))" }
    let fitting = short.prefix(4).joined(separator: ",")
    #expect(TraceState.normalized("\(long),\(fitting)") == fitting)
    #expect(TraceState.normalized(short.joined(separator: ",")) == fitting)
  }

  private static let parent = "00-\(trace)-\(span)-01"
}
