import Runtime

/// The media types that the gateway tells apart.
enum MediaType: Equatable {
  case none, json, multipart, urlEncoded
  case other(String)

  init(_ header: String?) {
    guard let header else {
      self = .none
      return
    }
    let type = header.prefix { $0 != ";" }.trimming { $0 == " " || $0 == "\t" }.lowercased()
    switch type {
    case "application/json": self = .json
    case "multipart/form-data": self = .multipart
    case "application/x-www-form-urlencoded": self = .urlEncoded
    case _ where type.hasSuffix("+json"): self = .json
    default: self = .other(type)
    }
  }

  func `is`(_ text: String) -> Bool {
    if case .other(let type) = self { return type == text.lowercased() }
    return self == MediaType(text)
  }
}
