import Foundation

extension PythonOracle {
  /// Runs a script of the calling test target that prints "READY <port>" and serves until its standard input is closed,
  /// and ends it after `body`.
  /// - Throws: what `body` throws, ``Failed`` when the script ends before it is ready.
  public static func serve(
    _ script: String, _ arguments: [String] = [], file: String = #filePath,
    _ body: (_ url: String) async throws -> Void
  ) async throws {
    let process = Process()
    process.executableURL = URL(filePath: python ?? "python3")
    process.arguments = ["-B", path(of: script, file: file)] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    // It ends with this pipe too, so that it never outlives tests that were killed.
    let lifeline = Pipe()
    process.standardInput = lifeline
    try process.run()
    defer {
      // A child inherits the signal mask of the thread that starts it, so SIGTERM may be blocked there.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try? lifeline.fileHandleForWriting.close()
    }
    let port = try await readyPort(pipe.fileHandleForReading)
    try await body("http://127.0.0.1:\(port)")
  }

  /// The port after `READY`, as soon as it is printed. What is printed later is read and let go: a full pipe would hold
  /// the script up.
  private static func readyPort(_ output: FileHandle) async throws -> Int {
    let (pieces, continuation) = AsyncStream.makeStream(of: Data.self)
    output.readabilityHandler = { handle in
      let data = handle.availableData
      if data.isEmpty {
        handle.readabilityHandler = nil
        continuation.finish()
      } else {
        continuation.yield(data)
      }
    }
    var text = ""
    for await piece in pieces {
      text += String(decoding: piece, as: UTF8.self)
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("READY ") }), text.hasSuffix("\n"),
        let port = Int(line.dropFirst(6))
      else { continue }
      return port
    }
    throw Failed(description: "the script ended before it was ready:\n\(text)")
  }
}
