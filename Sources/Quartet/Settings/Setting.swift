import Foundation
import Runtime

/// One setting, said once: its name, what it is for, its check, and where it goes in ``Settings``. The reader,
/// `--check-config`, `quartet help settings` and the table in docs/operations.md are made from it.
struct Setting: Sendable {
  let name: String
  /// What it is for, in a few words of Markdown.
  let words: String
  /// As people read it.
  let defaultText: String
  /// Whether its value is never shown.
  let isSecret: Bool
  /// The roles of `serve` that read it; nil: all.
  let roles: [Role]?
  /// Checks a value and keeps it.
  fileprivate let keep: @Sendable (inout Settings, String) throws -> Void

  /// What is wrong with a value, as in "is not a number".
  struct Problem: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  /// - Throws: ``Problem`` for a value that the setting can't take.
  func apply(_ value: String, to settings: inout Settings) throws { try keep(&settings, value) }

  private init(
    _ name: String, _ words: String, default: String, isSecret: Bool, roles: [Role]?,
    keep: @escaping @Sendable (inout Settings, String) throws -> Void
  ) {
    self.name = name
    self.words = words
    self.defaultText = `default`
    self.isSecret = isSecret
    self.roles = roles
    self.keep = keep
  }
}

// MARK: - Kinds

extension Setting {
  typealias Path<Value> = WritableKeyPath<Settings, Value> & Sendable

  static func text(
    _ name: String, _ path: Path<String>, _ words: String, default: String? = nil, isSecret: Bool = false,
    roles: [Role]? = nil
  ) -> Setting {
    Setting(name, words, default: `default` ?? shown(Settings()[keyPath: path]), isSecret: isSecret, roles: roles) {
      $0[keyPath: path] = $1
    }
  }

  static func text(
    _ name: String, _ path: Path<String?>, _ words: String, default: String = "none", isSecret: Bool = false,
    roles: [Role]? = nil
  ) -> Setting {
    Setting(name, words, default: `default`, isSecret: isSecret, roles: roles) { $0[keyPath: path] = $1 }
  }

  static func secret(
    _ name: String, _ path: Path<String>, _ words: String, default: String = "none", roles: [Role]? = nil
  ) -> Setting {
    text(name, path, words, default: `default`, isSecret: true, roles: roles)
  }

  static func secret(
    _ name: String, _ path: Path<String?>, _ words: String, default: String = "none", roles: [Role]? = nil
  ) -> Setting {
    text(name, path, words, default: `default`, isSecret: true, roles: roles)
  }

  static func number(
    _ name: String, _ path: Path<Int>, _ range: ClosedRange<Int>, _ words: String, default: String? = nil,
    roles: [Role]? = nil
  ) -> Setting {
    Setting(
      name, words, default: `default` ?? shown(String(Settings()[keyPath: path])), isSecret: false, roles: roles
    ) { $0[keyPath: path] = try integer($1, range) }
  }

  static func number(
    _ name: String, _ path: Path<Int?>, _ range: ClosedRange<Int>, _ words: String, roles: [Role]? = nil
  ) -> Setting {
    Setting(name, words, default: "none", isSecret: false, roles: roles) {
      $0[keyPath: path] = try integer($1, range)
    }
  }

  static func flag(_ name: String, _ path: Path<Bool>, _ words: String, roles: [Role]? = nil) -> Setting {
    Setting(name, words, default: shown(String(Settings()[keyPath: path])), isSecret: false, roles: roles) {
      switch $1.lowercased() {
      case "true", "1", "yes": $0[keyPath: path] = true
      case "false", "0", "no": $0[keyPath: path] = false
      default: throw Problem("\($1) is not true or false")
      }
    }
  }

  /// One of a few words.
  static func choice(
    _ name: String, _ path: Path<String>, of choices: [String], _ words: String, roles: [Role]? = nil
  ) -> Setting {
    Setting(
      name, "\(words): \(choices.joined(separator: ", "))", default: shown(Settings()[keyPath: path]), isSecret: false,
      roles: roles
    ) {
      guard choices.contains($1) else { throw Problem("\($1) is not one of \(choices.joined(separator: ", "))") }
      $0[keyPath: path] = $1
    }
  }

  /// Comma-separated words.
  static func list(
    _ name: String, _ path: Path<[String]>, _ words: String, roles: [Role]? = nil,
    problem: @escaping @Sendable ([String]) -> String? = { _ in nil }
  ) -> Setting {
    Setting(name, words, default: "none", isSecret: false, roles: roles) {
      if let problem = problem(items($1)) { throw Problem(problem) }
      $0[keyPath: path] = items($1)
    }
  }

  /// A file that can be read.
  static func file(
    _ name: String, _ path: Path<String?>, _ words: String, default: String, roles: [Role]? = nil
  ) -> Setting {
    Setting(name, words, default: `default`, isSecret: false, roles: roles) {
      guard FileManager.default.isReadableFile(atPath: $1) else { throw Problem("the file \($1) can't be read") }
      $0[keyPath: path] = $1
    }
  }

  /// Some of a few words, comma-separated.
  static func choices(
    _ name: String, _ path: Path<Set<String>>, of choices: [String], _ words: String, roles: [Role]? = nil
  ) -> Setting {
    Setting(name, words, default: "none", isSecret: false, roles: roles) {
      for item in items($1) where !choices.contains(item) {
        throw Problem("\(item) is not one of \(choices.joined(separator: ", "))")
      }
      $0[keyPath: path] = Set(items($1))
    }
  }

  /// A base URL; a slash at its end is dropped.
  static func url(
    _ name: String, _ path: Path<String>, _ words: String, default: String, roles: [Role]? = nil
  ) -> Setting {
    Setting(name, words, default: `default`, isSecret: false, roles: roles) {
      $0[keyPath: path] = trimmed(try checkedURL($1, schemes: ["http", "https"]))
    }
  }

  static func url(
    _ name: String, _ path: Path<String?>, schemes: [String] = ["http", "https"], _ words: String,
    default: String = "none", isSecret: Bool = false, roles: [Role]? = nil
  ) -> Setting {
    Setting(name, words, default: `default`, isSecret: isSecret, roles: roles) {
      $0[keyPath: path] = trimmed(try checkedURL($1, schemes: schemes))
    }
  }

  /// `host:port` of a service.
  static func address(_ service: ServiceName) -> Setting {
    let callers = Role.allCases.filter { $0.needs.contains(service) }
    return Setting(
      service.addressSetting, "`host:port` of the \(service.rawValue) service, for `serve`", default: "none",
      isSecret: false, roles: callers
    ) {
      guard HostPort($1) != nil else { throw Problem("\($1) is not host:port") }
      $0.addresses[service.rawValue] = $1
    }
  }
}

// MARK: - Checks

extension Setting {
  private static func shown(_ value: String) -> String { "`\(value)`" }

  private static func integer(_ text: String, _ range: ClosedRange<Int>) throws -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw Problem("\(text) is not a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static func checkedURL(_ text: String, schemes: [String]) throws -> String {
    guard let url = URL(string: text), let scheme = url.scheme, schemes.contains(scheme), url.host() != nil else {
      throw Problem("this is not a URL that starts with \(schemes[0])://")
    }
    return text
  }

  private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }

  private static func items(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
