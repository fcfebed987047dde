/// Whose quota a model's tokens count against.
enum Subject: Sendable, Equatable {
  case organization(String)
  case user(String)
}
