import Foundation

/// Runs a script of Oracle/ with the Python that `QUARTET_TEST_PYTHON` names: JSON in, JSON out.
enum PythonOracle {
  static let python = ProcessInfo.processInfo.environment["QUARTET_TEST_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
  static var isAvailable: Bool { python != nil }

  struct Failed: Error, CustomStringConvertible {
    var description: String
  }

  static func run<Output: Decodable>(
    _ script: String, _ input: some Encodable, as output: Output.Type = Output.self
  ) throws -> Output {
    let process = Process()
    process.executableURL = URL(filePath: python ?? "python3")
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    process.arguments = [tests.appending(path: "Oracle/\(script)").path]
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(input))
    try stdin.fileHandleForWriting.close()
    let answer = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(description: String(decoding: try stderr.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self))
    }
    return try JSONDecoder().decode(output, from: answer)
  }
}
