import Foundation

/// Independent implementations to compare with: the scripts in a test target's `Oracle` folder, run by the Python
/// that `./quartet test` prepares.
public enum PythonOracle {
  /// Its program, from `QUARTET_TEST_PYTHON`. Tests that need it are left out without.
  public static let python = ProcessInfo.processInfo.environment["QUARTET_TEST_PYTHON"].flatMap {
    $0.isEmpty ? nil : $0
  }
  public static var isAvailable: Bool { python != nil }

  public struct Failed: Error, CustomStringConvertible {
    public var description: String
  }

  /// Where a script of the calling test target is.
  public static func path(of script: String, file: String = #filePath) -> String {
    let folders = URL(filePath: file).pathComponents
    let target = folders.lastIndex(of: "Tests").map { folders[$0 + 1] } ?? ""
    return QuartetProcess.root.appending(path: "Tests/\(target)/Oracle/\(script)").path
  }

  /// Runs a script.
  /// - Returns: what it printed.
  /// - Throws: ``Failed`` with everything it said, when its exit code is not 0.
  public static func run(
    _ script: String, _ arguments: [String] = [], input: Data = Data(), file: String = #filePath
  ) throws -> String {
    try run([path(of: script, file: file)] + arguments, input: input)
  }

  /// Runs a script that reads a JSON value and prints one.
  public static func ask<Answer: Decodable>(
    _ script: String, _ question: some Encodable, as: Answer.Type = Answer.self, file: String = #filePath
  ) throws -> Answer {
    let answer = try run(script, input: JSONEncoder().encode(question), file: file)
    return try JSONDecoder().decode(Answer.self, from: Data(answer.utf8))
  }

  /// Runs an installed module.
  @discardableResult
  public static func run(module: String, _ arguments: [String]) throws -> String {
    try run(["-m", module] + arguments, input: Data())
  }

  private static func run(_ arguments: [String], input: Data) throws -> String {
    // Files for all but one stream: a full pipe would hold both processes up.
    let directory = FileManager.default.temporaryDirectory.appending(path: "quartet-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (question, complaints) = (directory.appending(path: "input"), directory.appending(path: "errors"))
    try input.write(to: question)
    try Data().write(to: complaints)
    let process = Process()
    process.executableURL = URL(filePath: python ?? "python3")
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: question)
    process.standardError = try FileHandle(forWritingTo: complaints)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let answer = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = String(decoding: try Data(contentsOf: complaints), as: UTF8.self)
      throw Failed(description: "\(arguments) ended with \(process.terminationStatus):\n\(answer)\n\(words)")
    }
    return answer
  }
}
