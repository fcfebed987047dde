import Runtime

/// What an account page sends: `application/x-www-form-urlencoded`, a few short fields.
struct AccountForm {
  private static let maximumBytes = 16 << 10

  private var values: [String: String] = [:]

  /// An empty form.
  init() {}

  /// - Throws: INVALID_ARGUMENT for anything but such a form, and as ``Exchange/collectBody(upTo:within:)``.
  init(_ exchange: Exchange) async throws {
    guard MediaType(exchange.fields.contentType) == .urlEncoded else {
      throw ServiceError(
        .invalidArgument, "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/x-www-form-urlencoded.",
        httpStatus: 415)
    }
    let body = try await exchange.collectBody(upTo: Self.maximumBytes, within: .seconds(30))
    guard let pairs = QueryParser.pairs(body) else {
      throw ServiceError(.invalidArgument, "INVALID_FORM", "The form can't be read.", httpStatus: 400)
    }
    values = Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first }
  }

  var token: String { values["token"]?.trimmingBlanks ?? "" }

  /// The fields of the page's endpoint.
  func parts(of page: AccountPage) -> [FormPart] {
    var parts = [FormPart.text(name: "token", value: token)]
    if let field = page.passwordField { parts.append(.text(name: field, value: values["password"] ?? "")) }
    if page.hasName, let name = values["display_name"]?.trimmingBlanks, !name.isEmpty {
      parts.append(.text(name: "display_name", value: name))
    }
    return parts
  }
}

extension String {
  /// Copied text often brings blanks along.
  fileprivate var trimmingBlanks: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
