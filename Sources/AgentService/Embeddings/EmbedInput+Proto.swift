import Contracts
import Runtime

extension EmbedInput {
  /// - Parameter isBounded: whether ``maximumBytes`` counts.
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AgentV1.EmbedRequest, isBounded: Bool) throws {
    var check = Violations()
    switch (proto.hasText, proto.texts.isEmpty) {
    case (true, true): check.text(proto.text, "text", 1...8192, isStored: false)
    case (false, false): Self.check(proto.texts, isBounded, &check)
    case (true, false): check.add("texts", "must not be given together with text")
    case (false, true): check.add("text", "Field required: text or texts", type: "missing")
    }
    try check.throwIfAny()
    self.init(texts: proto.hasText ? [proto.text] : proto.texts)
  }

  private static func check(_ texts: [String], _ isBounded: Bool, _ check: inout Violations) {
    check.require(
      texts.count <= maximumTexts, "texts", "should have at most \(maximumTexts) items", type: "too_long")
    let bytes = texts.prefix(maximumTexts).reduce(0) { $0 + $1.utf8.count }
    check.require(
      bytes <= maximumBytes || !isBounded, "texts", "should have at most \(maximumBytes) bytes in all",
      type: "too_long")
    for (place, text) in texts.prefix(maximumTexts).enumerated() {
      check.text(text, "texts[\(place)]", 1...8192, isStored: false)
    }
  }
}
