import Testing

@testable import Gateway

@Suite("Headers of every answer")
struct AnswerHeadersTests {
  @Test("a well-formed request id is kept, another one is replaced")
  func requestIDs() {
    #expect(RequestID.accept("abc-12345") == "abc-12345")
    for bad in [nil, "short", "with space and more", "ümlaut-ümlaut", String(repeating: "x", count: 129)] {
      let made = RequestID.accept(bad)
      #expect(made != bad && made.utf8.count == 22)
    }
  }

  @Test("the Date header has the form of RFC 9110")
  func dates() {
    #expect(DateHeader.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
