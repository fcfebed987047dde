/// Why a login through a provider failed, once it is known where to redirect to.
enum OAuthFailure: Error, Equatable {
  /// The person, or the provider, said no.
  case denied(code: String)
  /// The provider didn't answer, or not in its protocol.
  case providerUnavailable(String)
  /// The provider refused the code, the verifier or the credentials.
  case codeRefused(String)
  /// What the provider says about the person can't be believed.
  case identityInvalid(String)
  case emailMissing
  case emailNotVerified
  case accountDeactivated

  /// For people, in `error_description`.
  var message: String {
    switch self {
    case .denied(code: "access_denied"): "Access was denied"
    case .denied: "Google refused the login"
    case .providerUnavailable: "Google could not be reached; please try again"
    case .codeRefused, .identityInvalid: "Google's answer could not be verified; please try again"
    case .emailMissing: "The Google account has no usable email address"
    case .emailNotVerified: "The email address of the Google account is not verified"
    case .accountDeactivated: "This account is deactivated"
    }
  }

  /// For the log; never a secret.
  var detail: String {
    switch self {
    case .denied(let detail), .providerUnavailable(let detail), .codeRefused(let detail), .identityInvalid(let detail):
      detail
    case .emailMissing: "no e-mail"
    case .emailNotVerified: "e-mail not verified"
    case .accountDeactivated: "account deactivated"
    }
  }
}
