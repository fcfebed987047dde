import Runtime

/// Reads a request's body within the route's limits and makes the request messages of it.
struct RequestBody {
  let exchange: Exchange
  let route: Route

  /// - Throws: INVALID_ARGUMENT with every bad field, `PAYLOAD_TOO_LARGE` (413), `UNSUPPORTED_MEDIA_TYPE` (415),
  ///   `MALFORMED_REQUEST` (400), `REQUEST_TIMEOUT` (408), or `CancellationError` when the client has gone.
  func messages(_ variables: [String]) async throws -> [[UInt8]] {
    let query = exchange.query
    do {
      guard route.request.takesBody else {
        return [try route.request.encode(body: [], variables: variables, query: query)]
      }
      let contentType = exchange.fields.contentType
      let media = MediaType(contentType)
      let body = try await exchange.collectBody(upTo: route.maximumBodyBytes, within: route.timeout)
      if route.request.rawBody {
        return [try route.request.encode(body: body, contentType: contentType, variables: variables, query: query)]
      }
      if media == .multipart || media == .urlEncoded, isForm {
        return try form(contentType ?? "", media, body, variables)
      }
      guard body.isEmpty || media == .json || route.consumes.contains(where: { media.is($0) }) else {
        throw ServiceError(
          .invalidArgument, "UNSUPPORTED_MEDIA_TYPE",
          "Send the body as \(isForm ? "multipart/form-data" : "application/json").", httpStatus: 415)
      }
      return [try route.request.encode(body: body, variables: variables, query: query)]
    } catch let error as TranscodingError {
      throw Self.refusal(error)
    }
  }

  private var isForm: Bool {
    route.request.fileField != nil || route.consumes.contains("application/x-www-form-urlencoded")
  }

  /// A form as one message, or, for a client-streaming method, as a first message with the fields and
  /// the file's name, and its bytes in pieces.
  private func form(
    _ contentType: String, _ media: MediaType, _ body: [UInt8], _ variables: [String]
  ) throws -> [[UInt8]] {
    let parts = media == .multipart ? try FormPart.multipart(contentType, body) : try urlEncoded(body)
    let isStream = route.kind == .clientStreaming || route.kind == .bidirectionalStreaming
    guard isStream, let field = route.request.fileField else {
      return [try route.request.encode(form: parts, variables: variables, query: exchange.query)]
    }
    var head: [FormPart] = []
    var file: [UInt8] = []
    for part in parts {
      if case .file(field, let filename, let type, let data) = part {
        head.append(.file(name: field, filename: filename, contentType: type, data: []))
        file = data
      } else {
        head.append(part)
      }
    }
    var messages = [try route.request.encode(form: head, variables: variables, query: exchange.query)]
    for start in stride(from: 0, to: file.count, by: 65536) {
      messages.append(
        route.request.encodeFileChunk(field: field, data: Array(file[start..<min(start + 65536, file.count)])))
    }
    return messages
  }

  private func urlEncoded(_ body: [UInt8]) throws -> [FormPart] {
    guard let pairs = QueryParser.pairs(String(decoding: body, as: UTF8.self)) else {
      throw ServiceError(.invalidArgument, "INVALID_FORM", "The form can't be read.")
    }
    return pairs.map { .text(name: $0.name, value: $0.value) }
  }

  /// What the surface calls a body that can't be read, or one that does not fit.
  static func refusal(_ error: TranscodingError) -> ServiceError {
    let violations = error.violations.map { violation in
      let field = FieldLocation.path(violation.field.field, in: violation.location.rawValue)
      return FieldViolation(field, violation.field.message, type: violation.field.type)
    }
    return ServiceError(
      .invalidArgument, error.kind == .syntax ? "INVALID_JSON" : "VALIDATION_FAILED", error.message,
      violations: violations)
  }
}
