import Contracts

/// The errors that an operation can answer with, in its surface's own error body.
struct OpenAPIErrors {
  /// In ascending order of status.
  let all: [(status: Int, response: JSONValue)]

  /// - Parameter promises: the comments that name further errors with their status.
  init(
    _ route: GatewayV1.Route, _ access: OpenAPISecurity, promises: String, hasPath: Bool, hasInput: Bool, hasBody: Bool
  ) {
    let badRequest = route.badRequestStatus == 0 ? route.surface.badRequestStatus : Int(route.badRequestStatus)
    var statuses: Set<Int> = [500, 503, 504]
    if hasInput { statuses.insert(badRequest) }
    if access.isRestricted { statuses.formUnion([401, 403]) }
    if hasPath { statuses.insert(404) }
    if hasBody { statuses.formUnion([413, 415]) }
    if !route.rateLimit.isEmpty { statuses.insert(429) }
    let reasons = Self.reasons(in: promises)
    statuses.formUnion(reasons.keys)
    all = statuses.sorted().map { status in
      let isBadRequest = status == badRequest && hasInput
      return (status, Self.response(status, reasons[status] ?? [], route.surface, isBadRequest: isBadRequest))
    }
  }

  /// The reasons that a comment names, by status: "ALREADY_EXISTS `EMAIL_TAKEN` (409)".
  static func reasons(in comment: String) -> [Int: [String]] {
    var result: [Int: [String]] = [:]
    for match in comment.matches(of: /(?:`([A-Z][A-Z0-9_]+)` )?\(([45][0-9][0-9])\)/) {
      guard let status = Int(match.2) else { continue }
      let reason = match.1.map(String.init)
      if let reason, result[status]?.contains(reason) == true { continue }
      result[status, default: []] += reason.map { [$0] } ?? []
    }
    return result
  }

  private static func response(
    _ status: Int, _ reasons: [String], _ surface: GatewayV1.Route.Surface, isBadRequest: Bool
  ) -> JSONValue {
    let name = "\(surface.documentedName).\(status)"
    let usual = usualStatuses.contains(status) || (isBadRequest && status == surface.badRequestStatus)
    guard usual && reasons.isEmpty else {
      let named = reasons.map { "`\($0)`" }.joined(separator: ", ")
      let meaning = meaning(status)
      return body(named.isEmpty ? meaning : "\(meaning): \(named)", surface, isBadRequest, retryAfter: status == 429)
    }
    return ["$ref": "#/components/responses/\(name)"]
  }

  private static func body(
    _ description: String, _ surface: GatewayV1.Route.Surface, _ isBadRequest: Bool, retryAfter: Bool
  ) -> JSONValue {
    let schema = isBadRequest && surface == .vek1 ? "ValidationError" : "Error"
    var headers = common
    if retryAfter { headers["Retry-After"] = ["$ref": "#/components/headers/Retry-After"] }
    return [
      "description": .string(description), "headers": headers,
      "content": [
        "application/json": ["schema": ["$ref": "#/components/schemas/\(surface.documentedName).\(schema)"]],
        "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]],
      ],
    ]
  }

  private static let usualStatuses: Set<Int> = [401, 403, 404, 413, 415, 429, 500, 503, 504]

  private static func meaning(_ status: Int) -> String {
    switch status {
    case 400, 422: "The request can't be read, or a field is wrong"
    case 401: "A credential is missing or not valid"
    case 402: "Payment required"
    case 403: "Not allowed"
    case 404: "Not found"
    case 409: "Conflict with the present state"
    case 413: "The body is too long"
    case 415: "The body's media type is not accepted"
    case 429: "Too many requests"
    case 500: "An internal error; its cause is in the server's log under the request id"
    case 503: "Not available at the moment, or not configured"
    case 504: "The service did not answer in time"
    default: "Error"
    }
  }

  // MARK: - Components

  /// The headers of every answer.
  static let common: JSONValue = [
    "x-request-id": ["$ref": "#/components/headers/x-request-id"],
    "x-duration-ms": ["$ref": "#/components/headers/x-duration-ms"],
  ]

  static let headers: JSONValue = [
    "x-request-id": ["description": "Names this request in the server's log.", "schema": ["type": "string"]],
    "x-duration-ms": ["description": "How long the server took, in milliseconds.", "schema": ["type": "number"]],
    "Retry-After": [
      "description": "Seconds until the next try makes sense.", "schema": ["type": "integer", "minimum": 0],
    ],
  ]

  static var responses: JSONValue {
    var result: JSONValue = [:]
    for surface in GatewayV1.Route.Surface.documented {
      for status in usualStatuses.union([surface.badRequestStatus]).sorted() {
        result["\(surface.documentedName).\(status)"] = body(
          meaning(status), surface, status == surface.badRequestStatus, retryAfter: status == 429)
      }
    }
    return result
  }
}

extension GatewayV1.Route.Surface {
  /// The status of a body that can't be read or fails validation.
  var badRequestStatus: Int {
    switch self {
    case .pinqo, .aiTask: 400
    default: 422
    }
  }
}
