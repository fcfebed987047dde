import AuthService
import Foundation
import Runtime

/// What the first start of `quartet up` makes and prints: tokens, keys and a dashboard admin, kept in
/// `<data-dir>/quartet.env` (mode 0600) as `KEY=value` lines.
struct FirstStart {
  static let fileName = "quartet.env"
  private let path: String
  private var lines: [(name: String, value: String)] = []

  /// - Throws: ``StartupFailure`` when the file is there but can't be read.
  init(dataDirectory: String) throws {
    path = dataDirectory + "/" + Self.fileName
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw StartupFailure("\(path) can't be read.")
    }
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      lines.append((String(line[..<equals]), String(line[line.index(after: equals)...])))
    }
  }

  func value(_ name: String) -> String? { lines.last { $0.name == name }?.value }

  mutating func set(_ name: String, _ value: String) {
    if let index = lines.firstIndex(where: { $0.name == name }) {
      lines[index].value = value
    } else {
      lines.append((name, value))
    }
  }

  /// Fills in the tokens that no setting gives and that no earlier start made.
  mutating func completeTokens(_ settings: inout Settings) {
    func complete(_ name: String, _ value: inout String) {
      if value.isEmpty { value = self.value(name) ?? Self.random() }
      set(name, value)
    }
    // Where there is a service token already, keys may have been hashed with it.
    if settings.keyPepper == nil, settings.tokens.service.isEmpty, value("SERVICE_TOKEN") == nil {
      settings.keyPepper = Self.random()
      set("QUARTET_KEY_PEPPER", settings.keyPepper ?? "")
    }
    complete("AUTH_TOKEN", &settings.tokens.auth)
    complete("INTERNAL_TOKEN", &settings.tokens.internal)
    complete("WEBHOOK_TOKEN", &settings.tokens.webhook)
    complete("CRON_SECRET", &settings.tokens.cron)
    complete("SERVICE_TOKEN", &settings.tokens.service)
    let secret = settings.stripe.webhookSecret ?? value("STRIPE_WEBHOOK_SECRET") ?? "whsec_" + Self.random()
    settings.stripe.webhookSecret = secret
    set("STRIPE_WEBHOOK_SECRET", secret)
  }

  /// Writes the file anew, whole or not at all.
  func write() throws {
    let text = lines.map { "\($0.name)=\($0.value)\n" }.joined()
    let temporary = path + ".new"
    let made = FileManager.default.createFile(
      atPath: temporary, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    guard made, rename(temporary, path) == 0 else { throw StartupFailure("\(path) can't be written.") }
  }

  /// 32 random bytes in hexadecimal.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let text = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
  }
}
