import Logging

/// A log line under construction. Control characters never reach the output as they are, so one event is
/// one line whatever a client sends.
struct LogLine {
  private let format: LogFormat
  private var text: String
  private var keys: Set<String> = []

  init(_ format: LogFormat) {
    self.format = format
    text = format == .json ? "{" : ""
  }

  mutating func add(_ key: String, _ value: String) {
    start(key)
    switch format {
    case .json: Self.quote(value, into: &text)
    case .logfmt: Self.word(value, into: &text)
    }
  }

  mutating func add(_ key: String, _ value: Logger.MetadataValue) {
    switch (format, value) {
    case (_, .string(let value)): add(key, value)
    case (_, .stringConvertible(let value)): add(key, value.description)
    case (.json, _):
      start(key)
      Self.json(value, into: &text)
    case (.logfmt, _):
      var json = ""
      Self.json(value, into: &json)
      add(key, json)
    }
  }

  func finished() -> String {
    text + (format == .json ? "}\n" : "\n")
  }

  private mutating func start(_ key: String) {
    // A key must not repeat: metadata called "msg" becomes "msg_".
    var key = key
    while !keys.insert(key).inserted { key += "_" }
    switch format {
    case .json:
      if keys.count > 1 { text += "," }
      Self.quote(key, into: &text)
      text += ":"
    case .logfmt:
      if keys.count > 1 { text += " " }
      text += key.isEmpty ? "_" : String(key.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" })
      text += "="
    }
  }

  private static func word(_ value: String, into text: inout String) {
    let isPlain = value.unicodeScalars.allSatisfy { scalar in
      scalar != " " && scalar != "\"" && scalar != "=" && scalar != "\\" && !isControl(scalar)
    }
    if isPlain, !value.isEmpty { text += value } else { quote(value, into: &text) }
  }

  private static func json(_ value: Logger.MetadataValue, into text: inout String) {
    switch value {
    case .string(let value): quote(value, into: &text)
    case .stringConvertible(let value): quote(value.description, into: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        json(value, into: &text)
      }
      text += "]"
    case .dictionary(let values):
      text += "{"
      for (index, pair) in values.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text += "," }
        quote(pair.key, into: &text)
        text += ":"
        json(pair.value, into: &text)
      }
      text += "}"
    }
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where isControl(scalar):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// Line separators and the C1 controls count too: terminals and log shippers obey them.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
