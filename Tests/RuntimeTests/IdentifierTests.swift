import Runtime
import TestSupport
import Testing

@Suite("Identifiers")
struct IdentifierTests {
  @Test("ids are UUIDv7 and grow, even when the clock stands still or goes back")
  func growing() {
    let clock = TestClock()
    let ids = UUIDv7Generator(clock: clock)
    var made = (0..<5000).map { _ in ids.next() }
    clock.advance(by: .seconds(-60))
    made += (0..<100).map { _ in ids.next() }
    #expect(made == made.sorted())
    #expect(Set(made).count == made.count)
    #expect(made.allSatisfy { isUUID($0) && $0.dropFirst(14).first == "7" && "89ab".contains($0.dropFirst(19).first!) })
  }

  @Test(
    "a grpc-timeout is read with each unit, and refused in another form",
    arguments: [
      ("1H", Duration.seconds(3600)), ("2M", .seconds(120)), ("3S", .seconds(3)), ("4m", .milliseconds(4)),
      ("5u", .microseconds(5)), ("99999999n", .nanoseconds(99_999_999)), ("S", nil), ("123456789S", nil), ("-1S", nil),
      ("1s", nil), ("", nil), ("99999999H", GRPCTimeout.maximum), ("+1S", nil),
    ] as [(String, Duration?)])
  func timeouts(text: String, expected: Duration?) {
    #expect(GRPCTimeout.parse(text) == expected)
  }
}
