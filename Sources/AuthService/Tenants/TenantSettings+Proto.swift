import Contracts
import Runtime

extension TenantSettingsChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateTenantSettingsRequest) throws {
    var violations = Violations()
    if proto.hasName { violations.text(proto.name, "name", 1...200) }
    let uris =
      proto.hasAllowedRedirectUris
      ? violations.redirectURIs(proto.allowedRedirectUris.uris, "allowed_redirect_uris") : nil
    let secondFactor = proto.hasSecondFactor ? violations.secondFactor(proto.secondFactor) : nil
    let google = proto.google
    let client = violations.googleClient(
      id: google.hasClientID ? google.clientID : nil, secret: google.hasClientSecret ? google.clientSecret : nil)
    let email = EmailSettingsChange(proto: proto.email)
    violations.emailSettings(email)
    try violations.throwIfAny()
    self.init(
      name: proto.hasName ? proto.name : nil,
      emailVerificationRequired: proto.hasEmailVerificationRequired ? proto.emailVerificationRequired : nil,
      allowedRedirectURIs: uris,
      refreshTokenRotation: proto.hasRefreshTokenRotation ? proto.refreshTokenRotation : nil,
      secondFactor: secondFactor, stepUp: proto.hasStepUp ? proto.stepUp : nil,
      googleEnabled: google.hasEnabled ? google.enabled : nil, googleClient: client, email: email)
  }
}

extension EmailSettingsChange {
  init(proto: AuthV1.EmailSettingsChange) {
    self.init(
      verificationURL: proto.hasVerificationURL ? proto.verificationURL : nil,
      passwordResetURL: proto.hasPasswordResetURL ? proto.passwordResetURL : nil,
      invitationURL: proto.hasInvitationURL ? proto.invitationURL : nil,
      language: proto.hasLanguage ? proto.language : nil)
  }
}

extension EmailSettings {
  var asProto: AuthV1.EmailSettings {
    .with {
      if let verificationURL { $0.verificationURL = verificationURL }
      if let passwordResetURL { $0.passwordResetURL = passwordResetURL }
      if let invitationURL { $0.invitationURL = invitationURL }
      if let language { $0.language = language.rawValue }
    }
  }
}

extension Violations {
  fileprivate mutating func secondFactor(_ policy: AuthV1.TenantSecondFactor) -> TenantSettings.SecondFactor? {
    switch policy {
    case .off: return .off
    case .optional: return .optional
    case .required: return .required
    case .unspecified, .UNRECOGNIZED:
      add("second_factor", "must be 'off', 'optional' or 'required'", type: "enum")
      return nil
    }
  }
}

extension Tenant {
  var asSettingsProto: AuthV1.TenantSettings {
    .with {
      $0.id = id
      $0.name = name
      $0.emailVerificationRequired = settings.emailVerificationRequired
      $0.allowedRedirectUris = settings.allowedRedirectURIs
      $0.refreshTokenRotation = settings.refreshTokenRotation
      $0.secondFactor = settings.secondFactor.asProto
      $0.stepUp = settings.stepUp
      $0.google = settings.asGoogleProto
      $0.email = settings.email.asProto
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}

extension TenantSettings {
  /// Without the secret, which never leaves.
  fileprivate var asGoogleProto: AuthV1.GoogleSettings {
    .with {
      $0.enabled = googleEnabled
      if let google { $0.clientID = google.clientID }
      $0.hasClientSecret_p = google != nil
    }
  }
}

extension TenantSettings.SecondFactor {
  var asProto: AuthV1.TenantSecondFactor {
    switch self {
    case .off: .off
    case .optional: .optional
    case .required: .required
    }
  }
}
