import Contracts
import Runtime
import Storage

extension PaymentProof {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.AttachProofRequest, id: String, by caller: Caller, at now: Storage.Timestamp) throws {
    var check = Violations()
    check.text(proto.url, "url", 1...2_000)
    if !proto.url.isEmpty { check.require(WebAddress.isValid(proto.url), "url", "should be an http or https URL") }
    let media = proto.mediaType.lowercased()
    check.require(
      media.isEmpty || media == "application/pdf" || media.hasPrefix("image/") && media.utf8.count <= 100, "media_type",
      "should be image/… or application/pdf")
    check.text(proto.note, "note", 0...1_000)
    try check.throwIfAny()
    self.init(
      id: id, url: proto.url, mediaType: media.isEmpty ? nil : media, note: proto.note.isEmpty ? nil : proto.note,
      actorUserID: caller.userID, createdAt: now)
  }
}
