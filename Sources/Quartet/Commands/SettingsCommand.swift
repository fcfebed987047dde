import ArgumentParser
import Foundation

/// `quartet settings`: what every setting is for, and which are set.
struct SettingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "The settings that are in force; `quartet help settings` explains each.",
    discussion: """
      Read once at start, in this order: command line, environment, .env in the working directory,
      <data-dir>/quartet.env, defaults. An empty value counts as unset.

      \(Setting.helpText)
      """)

  @OptionGroup var options: CommonOptions

  func run() async throws {
    await StartupFailure.guarding {
      let reader = try await SettingsReader(flags: options.flags)
      for setting in Setting.table {
        guard let value = reader.text(setting.name) else { continue }
        print("\(setting.name)=\(setting.isSecret ? "(set)" : value)")
      }
      _ = try reader.read()
    }
  }
}
