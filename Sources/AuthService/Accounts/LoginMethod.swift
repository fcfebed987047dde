/// How a user proved who they are.
enum LoginMethod: String, Sendable {
  case password, google, registration
  case secondFactor = "second_factor"
}
