import Runtime

/// The words that the documented APIs answer with where their documents give them: front ends map these
/// texts. Everything else keeps the words of whoever found the error.
enum DocumentedWords {
  static func message(_ error: ServiceError, status: Int, surface: Surface) -> String {
    switch surface {
    case .genlobe: genlobe(error.reason) ?? error.message
    case .chatSaaS: chatSaaS(error.reason) ?? error.message
    case .pinqo: pinqo(error, status) ?? error.message
    case .vek1, .aiTask: error.message
    }
  }

  /// What genlobe's SDK maps to its own texts (`handleApiError`).
  private static func genlobe(_ reason: String) -> String? {
    switch reason {
    case "INVALID_CREDENTIALS": "Invalid email or password"
    case "EMAIL_TAKEN": "User already exists"
    // All of them end in the SDK's "Your session has expired. Please log in again."
    case "TOKEN_INVALID", "TOKEN_EXPIRED", "TOKEN_REVOKED", "INVALID_REFRESH_TOKEN": "Invalid token"
    case "RATE_LIMITED": "Rate limit exceeded"
    default: nil
    }
  }

  private static func chatSaaS(_ reason: String) -> String? {
    switch reason {
    case "UNAUTHENTICATED": "Unauthorized"
    case "INSUFFICIENT_CREDITS": "Insufficient credits"
    case "MODEL_NOT_ALLOWED": "Model not allowed for tier"
    default: nil
    }
  }

  /// pinqo speaks Hungarian.
  private static func pinqo(_ error: ServiceError, _ status: Int) -> String? {
    if error.reason.hasSuffix("_NOT_CONFIGURED") { return "Az integráció nincs beállítva." }
    if error.reason == "INVALID_JSON" { return "A kérés törzse nem érvényes JSON." }
    let missing = error.violations.filter { $0.type == "missing" }.map(\.field)
    if !missing.isEmpty { return "Hiányzó mezők: \(missing.joined(separator: ", "))." }
    return switch status {
    case 401: "A munkamenet lejárt vagy hiányzik. Jelentkezz be újra."
    case 403: "Nincs jogosultságod ehhez a művelethez."
    case 404: "Nem található."
    case 429: "Túl sok kérés. Próbáld újra \(ErrorBody.retryAfterSeconds(error) ?? 60) másodperc múlva."
    case 500: "Belső hiba. Hivatkozz a request_id-re, ha a supportnak írsz."
    case 503, 504: "A szolgáltatás most nem érhető el. Próbáld újra később."
    default: nil
    }
  }
}
