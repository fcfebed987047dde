import Runtime
import Testing

@testable import Gateway

@Suite("The bodies of errors")
struct ErrorBodyTests {
  @Test(
    "an error's field becomes FastAPI's loc",
    arguments: [
      ("name", #""loc":["body","name"]"#), ("items[0].quantity", #""loc":["body","items",0,"quantity"]"#),
      ("query.limit", #""loc":["query","limit"]"#), ("a.b[2][3].c", #""loc":["body","a","b",2,3,"c"]"#),
    ])
  func locations(field: String, expected: String) {
    let error = ServiceError(
      .invalidArgument, "VALIDATION_FAILED", "bad", violations: [FieldViolation(field, "bad \"text\"\n")])
    let body = String(
      decoding: ErrorBody.render(error, status: 422, surface: .vek1, requestID: "r", problem: false), as: UTF8.self)
    #expect(body.contains(expected))
    #expect(body.contains(#""msg":"bad \"text\"\n""#))
  }

  @Test("pinqo's 429 is Hungarian and says when to come back")
  func hungarian() {
    let error = ServiceError(.resourceExhausted, "RATE_LIMITED", "x", retryAfter: .milliseconds(59_001))
    let body = String(
      decoding: ErrorBody.render(error, status: 429, surface: .pinqo, requestID: "r", problem: false), as: UTF8.self)
    #expect(
      body
        == #"{"error":"rate_limited","message":"Túl sok kérés. Próbáld újra 60 másodperc múlva.","retryAfter":60,"request_id":"r"}"#
    )
  }
}
