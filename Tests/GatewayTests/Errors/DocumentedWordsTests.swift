import Foundation
import Runtime
import Testing

@testable import Gateway

@Suite("The documented words of errors")
struct DocumentedWordsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var surface: Surface
    var reason: String
    var status: Int
    /// Members of the body.
    var expected: [String: String]
    var testDescription: String { "\(surface.name) \(reason)" }
  }

  static let cases: [Case] = [
    // genlobe: what `handleApiError` maps.
    .init(
      surface: .genlobe, reason: "INVALID_CREDENTIALS", status: 401, expected: ["detail": "Invalid email or password"]),
    .init(surface: .genlobe, reason: "EMAIL_TAKEN", status: 409, expected: ["detail": "User already exists"]),
    .init(
      surface: .genlobe, reason: "TOKEN_INVALID", status: 401,
      expected: ["detail": "Invalid token", "error": "token_invalid", "error_description": "words"]),
    .init(surface: .genlobe, reason: "TOKEN_EXPIRED", status: 401, expected: ["detail": "Invalid token"]),
    .init(surface: .genlobe, reason: "TOKEN_REVOKED", status: 401, expected: ["detail": "Invalid token"]),
    .init(surface: .genlobe, reason: "INVALID_REFRESH_TOKEN", status: 401, expected: ["detail": "Invalid token"]),
    .init(surface: .genlobe, reason: "RATE_LIMITED", status: 429, expected: ["detail": "Rate limit exceeded"]),
    .init(surface: .genlobe, reason: "STORE_NOT_FOUND", status: 404, expected: ["detail": "words"]),
    // pinqo: its codes, in its language.
    .init(
      surface: .pinqo, reason: "RATE_LIMITED", status: 429,
      expected: ["error": "rate_limited", "message": "Túl sok kérés. Próbáld újra 60 másodperc múlva."]),
    .init(surface: .pinqo, reason: "UNAUTHENTICATED", status: 401, expected: ["error": "unauthorized"]),
    .init(surface: .pinqo, reason: "PERMISSION_MISSING", status: 403, expected: ["error": "forbidden"]),
    .init(surface: .pinqo, reason: "INTERNAL", status: 500, expected: ["error": "internal_error"]),
    .init(surface: .pinqo, reason: "INVALID_JSON", status: 400, expected: ["error": "invalid_json"]),
    .init(
      surface: .pinqo, reason: "INVALID_PLAN", status: 400, expected: ["error": "invalid_plan", "message": "words"]),
    .init(
      surface: .pinqo, reason: "STRIPE_NOT_CONFIGURED", status: 503,
      expected: ["error": "stripe_not_configured", "message": "Az integráció nincs beállítva."]),
    // chat-saas
    .init(surface: .chatSaaS, reason: "UNAUTHENTICATED", status: 401, expected: ["error": "Unauthorized"]),
    .init(surface: .chatSaaS, reason: "INSUFFICIENT_CREDITS", status: 402, expected: ["error": "Insufficient credits"]),
    .init(
      surface: .chatSaaS, reason: "MODEL_NOT_ALLOWED", status: 403, expected: ["error": "Model not allowed for tier"]),
    // ai-task and vek1 say what is wrong in a member of their own.
    .init(surface: .aiTask, reason: "TASK_NOT_FOUND", status: 404, expected: ["error": "words"]),
    .init(surface: .vek1, reason: "ORDER_NOT_FOUND", status: 404, expected: ["detail": "words"]),
  ]

  @Test("stand in the body of their surface", arguments: cases)
  func words(_ sample: Case) throws {
    let error = ServiceError(.unknown, sample.reason, "words")
    let body = ErrorBody.render(
      error, status: sample.status, surface: sample.surface, requestID: "r-1", problem: false)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    for (name, text) in sample.expected { #expect(json[name] as? String == text) }
    #expect(json["request_id"] as? String == "r-1")
    let problem = ErrorBody.render(
      error, status: sample.status, surface: sample.surface, requestID: "r-1", problem: true)
    let details = try #require(try JSONSerialization.jsonObject(with: Data(problem)) as? [String: Any])
    #expect(details["detail"] as? String == "words")
  }

  @Test("pinqo names the fields that are missing")
  func missing() throws {
    let error = ServiceError(
      .invalidArgument, "VALIDATION_FAILED", "plan: Field required",
      violations: [FieldViolation("plan", "Field required", type: "missing")])
    let body = ErrorBody.render(error, status: 400, surface: .pinqo, requestID: "r", problem: false)
    #expect(
      String(decoding: body, as: UTF8.self)
        == #"{"error":"missing_fields","message":"Hiányzó mezők: plan.","request_id":"r"}"#)
  }
}
