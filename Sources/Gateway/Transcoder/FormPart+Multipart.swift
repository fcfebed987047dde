import Runtime

extension FormPart {
  /// The parts of a whole `multipart/form-data` body.
  /// - Throws: INVALID_ARGUMENT `INVALID_FORM` (400), saying what is wrong with it.
  static func multipart(_ contentType: String, _ body: [UInt8]) throws(ServiceError) -> [FormPart] {
    do throws(MultipartParser.Failure) {
      return try parts(contentType, body)
    } catch {
      throw ServiceError(
        .invalidArgument, "INVALID_FORM", "The form can't be read: \(error.problem).", httpStatus: 400)
    }
  }

  private static func parts(_ contentType: String, _ body: [UInt8]) throws(MultipartParser.Failure) -> [FormPart] {
    var parser = try MultipartParser(contentType: contentType)
    var parts: [FormPart] = []
    var current: (name: String, filename: String?, contentType: String?, data: [UInt8])?
    for event in try parser.push(body) {
      switch event {
      case .partStart(let name, let filename, let contentType): current = (name, filename, contentType, [])
      case .data(let bytes): current?.data += bytes
      case .partEnd:
        guard let part = current else { continue }
        if let filename = part.filename {
          let type = part.contentType ?? "application/octet-stream"
          parts.append(.file(name: part.name, filename: filename, contentType: type, data: part.data))
        } else {
          parts.append(.text(name: part.name, value: String(decoding: part.data, as: UTF8.self)))
        }
        current = nil
      }
    }
    try parser.finish()
    return parts
  }
}

extension MultipartParser.Failure {
  /// What is wrong with the form, for people.
  var problem: String {
    switch self {
    case .notMultipart: "the Content-Type is not multipart/form-data with a boundary of 1 to 70 characters"
    case .malformed(let problem): problem
    case .tooManyParts: "it has too many parts"
    case .headersTooLong: "the headers of a part are too long"
    case .truncated: "it ends before its closing boundary"
    }
  }
}
