import Foundation

/// An absolute http(s) URL of the tenant's web app that a mailed link leads to.
struct ReturnURL: Sendable, Equatable {
  private let components: URLComponents
  /// What must be among the tenant's allowed origins, or the link would be an open redirect.
  let origin: Origin

  /// Nil for anything but an absolute http or https URL of at most 2048 bytes without user info.
  init?(_ text: String) {
    guard text.utf8.count <= 2048, let components = URLComponents(string: text),
      components.user == nil, components.password == nil,
      let origin = Origin(components), origin.isWeb
    else { return nil }
    self.components = components
    self.origin = origin
  }

  var text: String { components.string ?? "" }

  /// The URL with `token` in its query, in place of any other value of that name: readers take the first.
  func link(token: String) -> String {
    var link = components
    let others = (link.queryItems ?? []).filter { $0.name != "token" }
    link.queryItems = others + [URLQueryItem(name: "token", value: token)]
    return link.string ?? ""
  }
}
