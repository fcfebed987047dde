import Runtime

/// An error as JSON in the surface's own shape, or as RFC 9457 where the client asks for it.
enum ErrorBody {
  static let json = "application/json"
  static let problem = "application/problem+json"

  static func render(
    _ error: ServiceError, status: Int, surface: Surface, requestID: String, problem: Bool
  ) -> [UInt8] {
    let words = DocumentedWords.message(error, status: status, surface: surface)
    var body: JSONValue =
      if problem {
        problemDetails(error, status)
      } else {
        switch surface {
        case .pinqo: pinqo(error, status, words)
        case .vek1: vek1(error, status, words)
        case .genlobe: genlobe(error, words)
        case .chatSaaS, .aiTask: ["error": .string(words)]
        }
      }
    body["request_id"] = .string(requestID)
    return body.serialized()
  }

  /// `{"error": code, "message": text}`, with `retryAfter` in seconds on 429.
  private static func pinqo(_ error: ServiceError, _ status: Int, _ words: String) -> JSONValue {
    var body: JSONValue = ["error": .string(pinqoCode(error, status)), "message": .string(words)]
    if status == 429 { body["retryAfter"] = .integer(Int64(retryAfterSeconds(error) ?? 60)) }
    return body
  }

  /// One code for each of these statuses; the others have the reason's.
  private static func pinqoCode(_ error: ServiceError, _ status: Int) -> String {
    switch status {
    case 401: "unauthorized"
    case 403: "forbidden"
    case 429: "rate_limited"
    case 500: "internal_error"
    default: code(error)
    }
  }

  /// FastAPI's: a text, or a list of what is wrong with the body.
  private static func vek1(_ error: ServiceError, _ status: Int, _ words: String) -> JSONValue {
    guard status == 422, !error.violations.isEmpty else { return ["detail": .string(words)] }
    let details = error.violations.map { violation -> JSONValue in
      [
        "loc": FieldLocation.json(violation.field), "msg": .string(violation.message), "type": .string(violation.type),
      ]
    }
    return ["detail": .array(details)]
  }

  /// `detail` is what front ends map, `error_description` says more where there is more to say.
  private static func genlobe(_ error: ServiceError, _ words: String) -> JSONValue {
    ["detail": .string(words), "error": .string(code(error)), "error_description": .string(error.message)]
  }

  private static func problemDetails(_ error: ServiceError, _ status: Int) -> JSONValue {
    let reason = error.reason.lowercased()
    var body: JSONValue = [
      "type": .string("urn:quartet:error:" + reason), "title": .string(reason.replacing("_", with: " ")),
      "status": .integer(Int64(status)), "detail": .string(error.message),
    ]
    guard !error.violations.isEmpty else { return body }
    body["errors"] = .array(
      error.violations.map { violation in
        [
          "field": .string(violation.field), "message": .string(violation.message), "type": .string(violation.type),
        ]
      })
    return body
  }

  /// Seconds for `Retry-After`, rounded up.
  static func retryAfterSeconds(_ error: ServiceError) -> Int? {
    error.retryAfter.map { max(1, Int($0.components.seconds) + ($0.components.attoseconds > 0 ? 1 : 0)) }
  }

  /// The documented short codes; everything else is the reason in lower case.
  private static func code(_ error: ServiceError) -> String {
    switch error.reason {
    case "UNAUTHENTICATED": "unauthorized"
    case "PERMISSION_DENIED": "forbidden"
    case "INTERNAL": "internal_error"
    case "VALIDATION_FAILED" where error.violations.contains { $0.type == "missing" }: "missing_fields"
    default: error.reason.lowercased()
    }
  }
}
