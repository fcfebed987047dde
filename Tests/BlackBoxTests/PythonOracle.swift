import Foundation
import TestSupport

/// Runs a script of Tests/BlackBoxTests/Oracle with the Python that `./quartet test` prepares.
enum PythonOracle {
  static let python = ProcessInfo.processInfo.environment["QUARTET_TEST_PYTHON"]
  static var isAvailable: Bool { python != nil }

  /// - Returns: the exit code and everything printed.
  static func run(_ script: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: python ?? "python3")
    process.arguments =
      [URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracle/\(script)").path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
