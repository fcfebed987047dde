import Runtime

/// The token in `Authorization: Bearer …`.
enum BearerToken {
  /// - Returns: nil where the header is missing.
  /// - Throws: UNAUTHENTICATED `TOKEN_INVALID` for a header that came and is anything else. It does not count
  ///   as missing: who sends it means to be somebody, and must not act as whoever a cookie says.
  static func read(_ request: Exchange) throws -> String? {
    guard let header = request.fields.authorization else { return nil }
    guard header.utf8.count > 7, header.prefix(7).lowercased() == "bearer " else {
      throw ServiceError(.unauthenticated, "TOKEN_INVALID", "Authorization should be Bearer and an access token.")
    }
    return String(header.dropFirst(7))
  }
}
