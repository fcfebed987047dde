import Configuration
import Foundation
import Runtime
import SystemPackage

/// Reads ``Settings`` from, in this order: the command line, the environment, `.env` in the working
/// directory, `<data-dir>/quartet.env`, the defaults.
struct SettingsReader {
  private let reader: ConfigReader

  /// - Parameter flags: what the command line says, by setting name.
  /// - Throws: ``SettingsProblems`` for a file that can't be read.
  init(flags: [String: String]) async throws {
    var providers: [any ConfigProvider] = [
      EnvironmentVariablesProvider(environmentVariables: flags, secretsSpecifier: .all),
      EnvironmentVariablesProvider(secretsSpecifier: .all),
    ]
    do {
      providers.append(
        try await EnvironmentVariablesProvider(
          environmentFilePath: ".env", allowMissing: true, secretsSpecifier: .all))
      let directory = ConfigReader(providers: providers).string(forKey: Self.key("QUARTET_DATA_DIR"))
      let written = (directory ?? Settings().dataDirectory) + "/" + FirstStart.fileName
      if FileManager.default.fileExists(atPath: written) {
        providers.append(
          try await EnvironmentVariablesProvider(environmentFilePath: FilePath(written), secretsSpecifier: .all))
      }
    } catch {
      throw SettingsProblems(problems: ["A settings file can't be read: \(error)"])
    }
    reader = ConfigReader(providers: providers)
  }

  /// - Throws: ``SettingsProblems`` with every bad setting.
  func read() throws -> Settings {
    var settings = Settings()
    var problems: [String] = []
    for setting in Setting.table {
      guard let value = text(setting.name) else { continue }
      do {
        try setting.apply(value, to: &settings)
      } catch let problem as Setting.Problem {
        problems.append("\(setting.name): \(problem.text).")
      }
    }
    guard problems.isEmpty else { throw SettingsProblems(problems: problems) }
    return settings
  }

  /// A setting's value as text; an empty one counts as unset.
  func text(_ name: String) -> String? {
    reader.string(forKey: Self.key(name), isSecret: true).flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func key(_ name: String) -> ConfigKey {
    ConfigKey(name.lowercased().split(separator: "_").map(String.init))
  }
}
