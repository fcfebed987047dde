import Contracts

/// The answers that carry the tokens of a login, under the same names whatever else they say.
protocol TokenReply {
  init()
  var accessToken: String { get set }
  var refreshToken: String { get set }
  var tokenType: String { get set }
  var expiresIn: Int64 { get set }
}

extension TokenReply {
  /// An answer with these tokens, and nothing else yet.
  init(access: String, refresh: String) {
    self.init()
    accessToken = access
    refreshToken = refresh
    tokenType = "Bearer"
    expiresIn = TokenIssuer.accessLifetime
  }
}

/// The answers that carry the user beside the tokens.
protocol UserTokenReply: TokenReply {
  var user: AuthV1.User { get set }
}

extension AuthV1.RegisterResponse: UserTokenReply {}
extension AuthV1.LoginResponse: UserTokenReply {}
extension AuthV1.TokenResponse: UserTokenReply {}
extension AuthV1.VerifySecondFactorResponse: UserTokenReply {}
extension AuthV1.ConfirmEnrollmentResponse: UserTokenReply {}
extension AuthV1.AdminLoginResponse: TokenReply {}

extension LoginTokens {
  /// The tokens and the user, in whichever answer carries them.
  func asProto<Reply: UserTokenReply>(_: Reply.Type = Reply.self) -> Reply {
    var reply = Reply(access: access, refresh: refresh)
    reply.user = user.asProto
    return reply
  }
}
