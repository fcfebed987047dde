import Storage

extension SecondFactorStore {
  /// Deletes app, recovery codes and waiting logins of somebody who has lost the device, in the caller's
  /// transaction.
  static func reset(_ tx: any Transaction, _ subject: LoginSubject) throws {
    try tx.execute(
      "DELETE FROM second_factors WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", subject.tenantID,
      subject.kind.rawValue, subject.id)
    try LoginChallengeStore.endAll(tx, of: subject)
  }
}
