import Runtime

extension Call {
  /// A request header that the route forwards.
  func header(_ name: String) -> String? { metadata[stringValues: name].first { _ in true } }

  /// The value of a cookie that came, if the route forwards cookies.
  func cookie(_ name: String) -> String? {
    for header in metadata[stringValues: "cookie"] {
      for pair in header.split(separator: ";") {
        let sides = pair.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
        if sides.count == 2, sides[0] == name { return String(sides[1]) }
      }
    }
    return nil
  }
}
