import Runtime

/// The token in `Authorization: Bearer …`.
enum BearerToken {
  /// - Returns: nil where the header is missing.
  /// - Throws: UNAUTHENTICATED `TOKEN_INVALID` for a header that came and is anything else. It does not count
  ///   as missing: who sends it means to be somebody, and must not act as whoever a cookie says.
  static func read(_ request: Exchange) throws -> String? {
    guard let header = request.fields.authorization else { return nil }
    // RFC 6750, 2.1: "Bearer" 1*SP b64token.
    let token = header.dropFirst(7).drop { $0 == " " }
    guard header.prefix(7).lowercased() == "bearer ", !token.isEmpty else {
      throw ServiceError(.unauthenticated, "TOKEN_INVALID", "Authorization should be Bearer and an access token.")
    }
    return String(token)
  }
}
