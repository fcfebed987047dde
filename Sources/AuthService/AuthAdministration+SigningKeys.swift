import Runtime

extension AuthAdministration {
  /// Makes a key that signs JWTs from now on; running services take it over within a minute.
  /// - Parameter forgettingOld: for a key that was stolen: no token of an older key is honoured any more, so
  ///   that everybody must log in again.
  public func rotateSigningKey(forgettingOld: Bool = false) async throws {
    let now = clock.now()
    let replaced = forgettingOld ? now.adding(.seconds(1)) : now.subtracting(SigningKeyRing.honouredAfter)
    try await signingKeys.rotate(
      SigningKey(id: ids.next(), createdAt: now, signsFrom: now), unlessYoungerThan: nil,
      forgetReplacedBefore: replaced)
  }
}
