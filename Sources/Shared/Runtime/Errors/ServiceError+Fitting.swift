extension ServiceError {
  /// What answers' trailers have room for: together some 8 KiB, half of what every HTTP/2 client reads. A head
  /// that is longer ends the connection that everybody's calls share.
  private enum Room {
    static let message = 1500
    static let violations = 50
    static let violationBytes = 3000
    static let metadataBytes = 500
    static let text = 200
  }

  /// This error as it crosses a service's border, in process and over the network alike: long texts cut, and
  /// of very many violations the first, with a last one that says how many more there are.
  var fitting: ServiceError {
    var fitting = self
    fitting.message = message.cut(toEncodedBytes: Room.message)
    fitting.violations = fittingViolations
    var left = Room.metadataBytes
    fitting.metadata = [:]
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      let short = value.cut(toBytes: Room.text)
      left -= key.utf8.count + short.utf8.count
      guard left >= 0 else { break }
      fitting.metadata[key] = short
    }
    return fitting
  }

  private var fittingViolations: [FieldViolation] {
    var left = Room.violationBytes
    let kept = violations.prefix(Room.violations).map { violation in
      FieldViolation(
        violation.field.cut(toBytes: Room.text), violation.message.cut(toBytes: Room.text), type: violation.type)
    }.prefix { violation in
      left -= violation.field.utf8.count + violation.message.utf8.count + violation.type.utf8.count
      return left >= 0
    }
    let more = violations.count - kept.count
    guard more > 0 else { return Array(kept) }
    // Cut before, it counts as one that is shown: a second time nothing changes.
    if let last = violations.last, last.type == Self.moreType, more == 1 { return Array(kept) + [last] }
    return Array(kept) + [FieldViolation("", "and \(more) more", type: Self.moreType)]
  }

  private static let moreType = "too_many_errors"

  /// The call's headers and identity are more than a service reads.
  static func headTooLarge(_ size: Int, maximum: Int) -> ServiceError {
    ServiceError(
      .invalidArgument, "HEADERS_TOO_LARGE",
      "The request's headers take \(size) bytes on their way to the service, which reads \(maximum).")
  }
}

extension String {
  fileprivate func cut(toBytes maximum: Int) -> String { cut(maximum) { _ in 1 } }

  /// Cut so that it is at most so long as `grpc-message`, percent-encoded.
  fileprivate func cut(toEncodedBytes maximum: Int) -> String {
    cut(maximum) { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "%") ? 1 : 3 }
  }

  /// Whole characters, as Unicode counts them, and an ellipsis where something is missing.
  private func cut(_ maximum: Int, _ cost: (UInt8) -> Int) -> String {
    let ellipsis = "…"
    let reserve = ellipsis.utf8.reduce(0) { $0 + cost($1) }
    var used = 0
    var end = unicodeScalars.startIndex
    for index in unicodeScalars.indices {
      used += unicodeScalars[index].utf8.reduce(0) { $0 + cost($1) }
      if used > maximum { return String(unicodeScalars[..<end]) + ellipsis }
      if used <= maximum - reserve { end = unicodeScalars.index(after: index) }
    }
    return self
  }
}

extension Unicode.Scalar {
  fileprivate var utf8: Unicode.UTF8.EncodedScalar {
    // Every scalar has a UTF-8 form.
    Unicode.UTF8.encode(self) ?? Unicode.UTF8.encodedReplacementCharacter
  }
}
