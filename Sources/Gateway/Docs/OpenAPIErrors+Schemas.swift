/// The error bodies of the five surfaces, and RFC 9457's.
extension OpenAPIErrors {
  static let schemas: JSONValue = [
    "pinqo.Error": [
      "type": "object", "description": "pinqo's error body.",
      "properties": [
        "error": ["type": "string", "description": "A stable code, as `invalid_json`."],
        "message": ["type": "string", "description": "For people."],
        "retryAfter": ["type": "integer", "description": "Seconds, on 429."],
        "request_id": requestID,
      ],
      "required": ["error", "message", "request_id"],
    ],
    "vek1.Error": [
      "type": "object", "description": "vek1's error body.",
      "properties": ["detail": ["type": "string", "description": "For people."], "request_id": requestID],
      "required": ["detail", "request_id"],
    ],
    "vek1.ValidationError": [
      "type": "object", "description": "Every bad field of a request, at once.",
      "properties": [
        "detail": [
          "description": "A list of what is wrong with which field; a text where no one field is at fault.",
          "anyOf": [["type": "array", "items": violation], ["type": "string"]],
        ],
        "request_id": requestID,
      ],
      "required": ["detail", "request_id"],
    ],
    "genlobe.Error": [
      "type": "object", "description": "genlobe's error body.",
      "properties": [
        "detail": ["type": "string", "description": "For people."],
        "error": ["type": "string", "description": "A stable code."],
        "error_description": ["type": "string", "description": "For people."],
        "request_id": requestID,
      ],
      "required": ["detail", "error", "error_description", "request_id"],
    ],
    "chat-saas.Error": plain("chat-saas"),
    "ai-task.Error": plain("ai-task"),
    "Problem": [
      "type": "object", "description": "RFC 9457, for clients that accept `application/problem+json`.",
      "properties": [
        "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
        "detail": ["type": "string"],
        "errors": [
          "type": "array", "description": "Every bad field, where there is any.",
          "items": [
            "type": "object",
            "properties": ["field": ["type": "string"], "message": ["type": "string"], "type": ["type": "string"]],
          ],
        ],
        "request_id": requestID,
      ],
      "required": ["type", "title", "status", "detail", "request_id"],
    ],
  ]

  /// FastAPI's.
  private static let violation: JSONValue = [
    "type": "object",
    "properties": [
      "loc": [
        "type": "array", "description": "Where: `[\"body\", \"items\", 0, \"quantity\"]`.",
        "items": ["type": ["string", "integer"]],
      ],
      "msg": ["type": "string", "description": "For people."],
      "type": ["type": "string", "description": "A stable word, as `missing` or `extra_forbidden`."],
    ],
    "required": ["loc", "msg", "type"],
  ]

  private static func plain(_ surface: String) -> JSONValue {
    [
      "type": "object", "description": .string("\(surface)'s error body."),
      "properties": ["error": ["type": "string", "description": "For people."], "request_id": requestID],
      "required": ["error", "request_id"],
    ]
  }

  private static let requestID: JSONValue = ["type": "string", "description": "As in `x-request-id`."]
}
