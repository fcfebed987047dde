import Contracts
import Foundation
import GRPCCore
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

/// The second factor's RPCs, and an authenticator app.
extension AuthWorld {
  // MARK: Settings

  func setSecondFactor(
    _ policy: TenantSettings.SecondFactor, stepUp: Bool = false, tenant: String = Caller.defaultTenantID
  ) async throws {
    _ = try await database.write { tx in
      try tx.execute(
        "UPDATE tenants SET second_factor = ?, step_up = ? WHERE id = ?", policy.rawValue, stepUp, tenant)
    }
  }

  // MARK: Calls

  func secondFactor(as caller: Caller) async throws -> AuthV1.SecondFactor {
    try await call(.getSecondFactor, as: caller)
  }

  func beginTotp(as caller: Caller) async throws -> AuthenticatorApp {
    let enrollment = try await call(.beginTotp, as: caller)
    return try AuthenticatorApp(enrollment)
  }

  func confirmTotp(_ code: String, as caller: Caller) async throws -> [String] {
    let codes = try await call(.confirmTotp, as: caller) { $0.code = code }
    return codes.recoveryCodes
  }

  @discardableResult
  func removeTotp(as caller: Caller) async throws -> AuthV1.SecondFactor {
    try await call(.removeTotp, as: caller)
  }

  func regenerateRecoveryCodes(as caller: Caller) async throws -> [String] {
    let codes = try await call(.regenerateRecoveryCodes, as: caller)
    return codes.recoveryCodes
  }

  @discardableResult
  func stepUp(
    password: String? = nil, code: String? = nil, recoveryCode: String? = nil, as caller: Caller
  ) async throws -> AuthV1.StepUpResponse {
    try await call(.stepUp, as: caller) {
      if let password { $0.password = password }
      if let code { $0.code = code }
      if let recoveryCode { $0.recoveryCode = recoveryCode }
    }
  }

  func verify(
    _ token: String, code: String? = nil, recoveryCode: String? = nil, as caller: Caller = .application()
  ) async throws -> Reply<AuthV1.VerifySecondFactorResponse> {
    try await reply(.verifySecondFactor, as: caller) {
      $0.mfaToken = token
      if let code { $0.code = code }
      if let recoveryCode { $0.recoveryCode = recoveryCode }
    }
  }

  func beginEnrollment(_ token: String, as caller: Caller = .application()) async throws -> AuthenticatorApp {
    let enrollment = try await call(.beginEnrollment, as: caller) { $0.mfaToken = token }
    return try AuthenticatorApp(enrollment)
  }

  func confirmEnrollment(
    _ token: String, _ code: String, as caller: Caller = .application()
  ) async throws -> Reply<AuthV1.ConfirmEnrollmentResponse> {
    try await reply(.confirmEnrollment, as: caller) {
      $0.mfaToken = token
      $0.code = code
    }
  }

  // MARK: What most tests do

  /// A registered user with an authenticator app, a step after its first code.
  func enrolledUser() async throws -> EnrolledUser {
    let caller = try caller(try await register().message.accessToken)
    let app = try await beginTotp(as: caller)
    let codes = try await confirmTotp(app.code(at: clock.now()), as: caller)
    clock.advance(by: .seconds(30))
    return EnrolledUser(caller: caller, app: app, recoveryCodes: codes)
  }

  /// The token of a login that waits for the second factor.
  func pendingLogin() async throws -> String {
    let login = try await login().message
    #expect(login.mfaRequired)
    return login.mfaToken
  }
}

/// A user with a second factor.
struct EnrolledUser {
  var caller: Caller
  var app: AuthenticatorApp
  var recoveryCodes: [String]

  var id: String { caller.userID ?? "" }
}

/// What a phone makes of an enrolment.
struct AuthenticatorApp {
  let secret: String
  let uri: String
  private let totp: TOTP

  init(_ enrollment: AuthV1.TotpEnrollment) throws {
    secret = enrollment.secret
    uri = enrollment.otpauthUri
    totp = TOTP(secret: try #require(Self.decode(enrollment.secret)))
  }

  func code(at now: Timestamp) -> String {
    String(decoding: totp.digits(at: TOTP.step(at: now)), as: UTF8.self)
  }

  /// A code that is wrong now, and in the steps around now.
  func wrongCode(at now: Timestamp) -> String {
    let right = (-1...1).map { code(at: now.adding(.seconds(30 * $0))) }
    return ["000000", "111111", "222222", "333333"].first { !right.contains($0) } ?? ""
  }

  private static func decode(_ base32: String) -> [UInt8]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var bytes: [UInt8] = []
    var (buffer, bits) = (UInt32(0), 0)
    for character in base32.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      buffer = buffer << 5 | UInt32(value)
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    return bytes
  }
}
