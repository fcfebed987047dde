import Runtime

/// An error as JSON in the surface's own shape, or as RFC 9457 where the client asks for it.
enum ErrorBody {
  static let json = "application/json"
  static let problem = "application/problem+json"

  static func render(
    _ error: ServiceError, status: Int, surface: Surface, requestID: String, problem: Bool
  ) -> [UInt8] {
    var json = JSONObject()
    if problem {
      problemDetails(error, status, &json)
    } else {
      switch surface {
      case .pinqo: pinqo(error, status, &json)
      case .vek1: vek1(error, status, &json)
      case .genlobe: genlobe(error, status, &json)
      case .chatSaaS, .aiTask: json.add("error", error.message)
      }
    }
    json.add("request_id", requestID)
    return json.bytes()
  }

  /// `{"error": code, "message": text}`, with `retryAfter` in seconds on 429.
  private static func pinqo(_ error: ServiceError, _ status: Int, _ json: inout JSONObject) {
    json.add("error", code(error, status))
    if status == 429 {
      let seconds = retryAfterSeconds(error) ?? 60
      json.add("message", "Túl sok kérés. Próbáld újra \(seconds) másodperc múlva.")
      json.add("retryAfter", seconds)
    } else {
      json.add("message", error.message)
    }
  }

  /// FastAPI's: a text, or a list of what is wrong with the body.
  private static func vek1(_ error: ServiceError, _ status: Int, _ json: inout JSONObject) {
    guard status == 422, !error.violations.isEmpty else { return json.add("detail", error.message) }
    json.addArray(
      "detail",
      error.violations.map { violation in
        var item = JSONObject()
        item.addRaw("loc", location(violation.field))
        item.add("msg", violation.message)
        item.add("type", violation.type)
        return item
      })
  }

  private static func genlobe(_ error: ServiceError, _ status: Int, _ json: inout JSONObject) {
    json.add("detail", error.message)
    json.add("error", code(error, status))
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
  private static func code(_ error: ServiceError, _ status: Int) -> String {
    switch (status, error.reason) {
    case (_, "UNAUTHENTICATED"): "unauthorized"
    case (_, "PERMISSION_DENIED"): "forbidden"
    case (_, "INTERNAL"): "internal_error"
    case (_, "VALIDATION_FAILED") where error.violations.contains { $0.type == "missing" }: "missing_fields"
    default: error.reason.lowercased()
    }
  }

  /// `items[0].quantity` as `["body","items",0,"quantity"]`; a field that already names its place
  /// ("query.limit", "path.id", "header.x") keeps it.
  private static func location(_ field: String) -> String {
    var parts: [String] = []
    for part in field.split(separator: ".") {
      let pieces = part.split(separator: "[")
      if let name = pieces.first, !part.hasPrefix("[") { parts.append(JSONObject.quoted(String(name))) }
      for index in pieces.dropFirst(part.hasPrefix("[") ? 0 : 1) { parts.append(String(index.dropLast())) }
    }
    let places = ["\"query\"", "\"path\"", "\"header\"", "\"body\""]
    if parts.first.map(places.contains) != true { parts.insert("\"body\"", at: 0) }
    return "[" + parts.joined(separator: ",") + "]"
  }
}
