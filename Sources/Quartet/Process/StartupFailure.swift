import Foundation

/// Why a process does not start, in words for the person who started it.
struct StartupFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

extension StartupFailure {
  /// Runs a command's body; a failure is one clear text on standard error and exit code 1.
  static func guarding(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch let error as SettingsProblems {
      exit(with: "Settings are wrong:\n" + error.problems.map { "  " + $0 }.joined(separator: "\n"))
    } catch let error as StartupFailure {
      exit(with: error.description)
    } catch {
      exit(with: "quartet stopped: \(error)")
    }
  }

  private static func exit(with message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    Foundation.exit(1)
  }
}
