import ArgumentParser
import AuthService

/// `quartet admin signing-keys`.
struct AdminSigningKeys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signing-keys", abstract: "Replace the key that signs tokens, which else happens every 90 days.",
    subcommands: [Rotate.self])

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign with a new key from now on; running services take it over within a minute.")
    @OptionGroup var options: CommonOptions
    @Flag(help: "The old key was stolen: honour no token that it signed, so that everybody logs in again.")
    var forgetOld = false
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.rotateSigningKey(forgettingOld: forgetOld)
        print("rotated")
      }
    }
  }
}
