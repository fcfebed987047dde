import Contracts
import Runtime

extension NewBetterAuthUser {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateIdentityUserRequest) throws {
    var violations = Violations()
    if proto.hasID { violations.chosenID(proto.id, "id") }
    violations.text(proto.name, "name", 0...200)
    let email = violations.email(proto.email, "email")
    violations.webAddress(proto.image, "image")
    let createdAt = proto.hasCreatedAt ? violations.moment(proto.createdAt, "created_at") : nil
    let updatedAt = proto.hasUpdatedAt ? violations.moment(proto.updatedAt, "updated_at") : nil
    self.init(
      id: proto.hasID ? proto.id : nil, name: proto.name.isEmpty ? nil : proto.name,
      email: try violations.checked(email), isEmailVerified: proto.emailVerified,
      image: proto.image.isEmpty ? nil : proto.image, createdAt: createdAt, updatedAt: updatedAt)
  }
}

extension BetterAuthUserChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateIdentityUserRequest) throws {
    var violations = Violations()
    violations.text(proto.name, "name", 0...200)
    let email = proto.hasEmail ? violations.email(proto.email, "email") : nil
    let image = violations.nullableText(proto.image, isGiven: proto.hasImage, "image", 2048)
    if case .set(let url) = image { violations.webAddress(url, "image") }
    let updatedAt = proto.hasUpdatedAt ? violations.moment(proto.updatedAt, "updated_at") : nil
    try violations.throwIfAny()
    self.init(
      name: proto.hasName ? proto.name : nil, email: email,
      isEmailVerified: proto.hasEmailVerified ? proto.emailVerified : nil, image: image, updatedAt: updatedAt)
  }
}

extension BetterAuthUser {
  var asProto: AuthV1.IdentityUser {
    .with {
      $0.id = id
      $0.name = name
      if let email { $0.email = email }
      $0.emailVerified = isEmailVerified
      if let image { $0.image = image }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}

extension LookupCache.Statistics {
  var asProto: AuthV1.IdentityCache {
    .with {
      $0.hits = hits
      $0.misses = misses
      $0.hitRate = hitRate
      $0.size = Int64(size)
      $0.capacity = Int64(capacity)
      $0.ttlSeconds = lifetime.components.seconds
    }
  }
}
