import Runtime

/// An error as JSON in the surface's own shape, or as RFC 9457 where the client asks for it.
enum ErrorBody {
  static let json = "application/json"
  static let problem = "application/problem+json"

  static func render(
    _ error: ServiceError, status: Int, surface: Surface, requestID: String, problem: Bool
  ) -> [UInt8] {
    let words = DocumentedWords.message(error, status: status, surface: surface)
    var json = JSONObject()
    if problem {
      problemDetails(error, status, &json)
    } else {
      switch surface {
      case .pinqo: pinqo(error, status, words, &json)
      case .vek1: vek1(error, status, words, &json)
      case .genlobe: genlobe(error, status, words, &json)
      case .chatSaaS, .aiTask: json.add("error", words)
      }
    }
    json.add("request_id", requestID)
    return json.bytes()
  }

  /// `{"error": code, "message": text}`, with `retryAfter` in seconds on 429.
  private static func pinqo(_ error: ServiceError, _ status: Int, _ words: String, _ json: inout JSONObject) {
    json.add("error", pinqoCode(error, status))
    json.add("message", words)
    if status == 429 { json.add("retryAfter", retryAfterSeconds(error) ?? 60) }
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
  private static func vek1(_ error: ServiceError, _ status: Int, _ words: String, _ json: inout JSONObject) {
    guard status == 422, !error.violations.isEmpty else { return json.add("detail", words) }
    json.addArray(
      "detail",
      error.violations.map { violation in
        var item = JSONObject()
        item.addRaw("loc", FieldLocation.json(violation.field))
        item.add("msg", violation.message)
        item.add("type", violation.type)
        return item
      })
  }

  /// `detail` is what front ends map, `error_description` says more where there is more to say.
  private static func genlobe(_ error: ServiceError, _ status: Int, _ words: String, _ json: inout JSONObject) {
    json.add("detail", words)
    json.add("error", code(error))
    json.add("error_description", error.message)
  }

  private static func problemDetails(_ error: ServiceError, _ status: Int, _ json: inout JSONObject) {
    json.add("type", "urn:quartet:error:" + error.reason.lowercased())
    json.add("title", error.reason.lowercased().replacing("_", with: " "))
    json.add("status", status)
    json.add("detail", error.message)
    guard !error.violations.isEmpty else { return }
    json.addArray(
      "errors",
      error.violations.map { violation in
        var item = JSONObject()
        item.add("field", violation.field)
        item.add("message", violation.message)
        item.add("type", violation.type)
        return item
      })
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
