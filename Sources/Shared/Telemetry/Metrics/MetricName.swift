/// Labels of any library as names that Prometheus takes.
enum MetricName {
  /// The family's name: the label with the suffix that its kind asks for.
  static func family(_ label: String, _ kind: MetricKind) -> String {
    let name = sanitized(label, colons: true)
    switch kind {
    case .counter: return name.hasSuffix("_total") ? name : name + "_total"
    case .histogram: return name.hasSuffix("_seconds") ? name : name + "_seconds"
    case .gauge, .summary: return name
    }
  }

  /// A label name: `[a-zA-Z_][a-zA-Z0-9_]*`, without the reserved leading `__`.
  static func label(_ name: String, reserved: String?) -> String {
    var clean = sanitized(name, colons: false)
    while clean.hasPrefix("__") { clean.removeFirst() }
    return clean == reserved ? "exported_" + clean : clean
  }

  private static func sanitized(_ name: String, colons: Bool) -> String {
    var clean = name.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        byte
      case UInt8(ascii: ":") where colons: byte
      default: UInt8(ascii: "_")
      }
    }
    if clean.first.map((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ?? true {
      clean.insert(UInt8(ascii: "_"), at: 0)
    }
    return String(decoding: clean, as: UTF8.self)
  }
}
