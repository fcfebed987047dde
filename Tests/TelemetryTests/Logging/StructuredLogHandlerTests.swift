import Foundation
import Logging
import ServiceContextModule
import Synchronization
import Testing

@testable import Telemetry

@Suite("Structured logs")
struct StructuredLogHandlerTests {
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }
  private let lines = Lines()

  @Test("a JSON line is one object with everything in it")
  func json() throws {
    var logger = makeLogger(.json)
    logger[metadataKey: "role"] = "order"
    logger.warning(
      "low \"stock\"\n\u{1B}[31m", metadata: ["sku": "é🎈", "left": "\(3)", "tags": ["a", "b"], "msg": "clash"])
    let line = try #require(lines.all.first)
    #expect(lines.all.count == 1 && line.filter { $0 == "\n" }.count == 1 && !line.contains("\u{1B}"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["level"] as? String == "warning")
    #expect(object["logger"] as? String == "test")
    #expect(object["msg"] as? String == "low \"stock\"\n\u{1B}[31m")
    #expect(object["msg_"] as? String == "clash")
    #expect(object["role"] as? String == "order")
    #expect(object["sku"] as? String == "é🎈")
    #expect(object["tags"] as? [String] == ["a", "b"])
    #expect((object["ts"] as? String)?.count == 27)
  }

  @Test("a logfmt line quotes what needs it")
  func logfmt() throws {
    makeLogger(.logfmt).info(
      "order created", metadata: ["id": "o_1", "note": "a=b \"c\"\n", "empty": "", "bad key": "x", "list": ["a"]])
    let line = try #require(lines.all.first)
    #expect(
      line.hasSuffix(
        #" level=info logger=test msg="order created" bad_key=x empty="" id=o_1 list="[\"a\"]" note="a=b \"c\"\n""#
          + "\n"))
    #expect(line.hasPrefix("ts=2"))
  }

  @Test("a client cannot forge a second line", arguments: LogFormat.allCases)
  func oneLine(format: LogFormat) throws {
    makeLogger(format).info("a\nb\r\u{2028}\u{85}", metadata: ["k": "x\nlevel=error", "y\nz": "1"])
    let line = try #require(lines.all.first)
    let breaks = line.unicodeScalars.filter { "\n\r\u{2028}\u{85}".unicodeScalars.contains($0) }
    #expect(breaks.count == 1)
  }

  @Test("trace, span and request id come from the context")
  func context() throws {
    var context = ServiceContext.topLevel
    context.traceContext = TraceContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3))
    context.requestID = "req-1"
    ServiceContext.$current.withValue(context) { makeLogger(.logfmt).info("hi") }
    makeLogger(.logfmt).info("outside")
    #expect(
      lines.all.first?.hasSuffix(
        "request_id=req-1 span_id=0000000000000003 trace_id=00000000000000010000000000000002\n") == true)
    #expect(lines.all.last?.contains("trace_id") == false)
  }

  @Test("secrets appear neither in messages nor in metadata nor in errors", arguments: LogFormat.allCases)
  func secrets(format: LogFormat) {
    struct Refused: Error { let password = "hunter2" }
    var logger = makeLogger(format)
    logger[metadataKey: "authorization"] = "hunter2"
    logger.error(
      "password=hunter2", error: Refused(), metadata: ["nested": ["api_key": "hunter2"], "url": "http://a:hunter2@b/"])
    #expect(lines.all.count == 1)
    #expect(lines.all.allSatisfy { !$0.contains("hunter2") && $0.contains("[redacted]") })
  }

  @Test("levels below the logger's are silent")
  func level() {
    var logger = makeLogger(.logfmt)
    logger.debug("quiet")
    logger.logLevel = .debug
    logger.debug("loud")
    #expect(lines.all.count == 1)
  }

  @Test(
    "times are RFC 3339 in UTC",
    arguments: [
      (0, 0, "1970-01-01T00:00:00.000000Z"), (951_782_400, 1, "2000-02-29T00:00:00.000001Z"),
      (1_767_225_599, 999_999, "2025-12-31T23:59:59.999999Z"),
    ])
  func timestamps(seconds: Int, microseconds: Int, text: String) {
    #expect(LogTimestamp.text(seconds: seconds, microseconds: microseconds) == text)
  }

  private func makeLogger(_ format: LogFormat) -> Logger {
    Logger(label: "test") { [lines] label in
      StructuredLogHandler(
        label: label, format: format, metadataProvider: .serviceContext, output: { lines.add($0) })
    }
  }
}
