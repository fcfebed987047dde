/// Every form that is read.
enum PasswordForms {
  private static let all: [any PasswordHash.Type] = [
    ScryptHash.self, BcryptHash.self, Argon2Hash.self, BetterAuthHash.self,
  ]

  /// The hash in a stored text; nil when no form reads it.
  static func read(_ text: String) -> (any PasswordHash)? {
    // No form is longer, and nobody parses a megabyte that an import left here.
    guard text.utf8.count <= 512 else { return nil }
    for form in all {
      if let hash = form.init(text) { return hash }
    }
    return nil
  }
}
