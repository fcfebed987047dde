import Foundation
import Synchronization

/// The real executable as a child process, told apart from its tests by nothing but its arguments.
public final class QuartetProcess: Sendable {
  private struct State {
    var output: [String] = []
    var partial = ""
    var ended = false
    var waiters: [(matches: @Sendable (String) -> Bool, continuation: CheckedContinuation<String?, Never>)] = []
  }
  private let state = Mutex(State())
  nonisolated(unsafe) private let process = Process()  // Foundation's own class, used from here only after start.
  private let exit = Exit()

  public struct NotReady: Error, CustomStringConvertible {
    public var description: String
    public init(description: String) { self.description = description }
  }

  /// The built product beside the test bundle.
  public static var executable: URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let directory =
      bundle?.deletingLastPathComponent() ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    return directory.appending(path: "quartet")
  }

  /// The repository's root.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// An empty directory that the executable may write to.
  public static func makeDirectory() throws -> URL {
    let directory = FileManager.default.temporaryDirectory.appending(path: "quartet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try UnprivilegedUser.own(directory)
    return directory
  }

  /// Starts the executable in the repository's root, with an environment of its own, as a user without rights.
  public init(_ arguments: [String], environment: [String: String] = [:]) throws {
    (process.executableURL, process.arguments) = UnprivilegedUser.command(Self.executable, arguments)
    process.currentDirectoryURL = Self.root
    var variables = ["PATH": "/usr/bin:/bin", "HOME": NSTemporaryDirectory(), "LOG_LEVEL": "error"]
    variables.merge(environment) { $1 }
    process.environment = variables
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    let exit = exit
    process.terminationHandler = { exit.finish($0.terminationStatus) }
    try process.run()
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      self?.receive(data)
    }
  }

  public var pid: Int32 { process.processIdentifier }

  /// Everything printed so far.
  public var output: String { state.withLock { ($0.output + [$0.partial]).joined(separator: "\n") } }

  /// The rest of the first line that begins with `prefix`.
  /// - Throws: ``NotReady`` with all output when the process ends without it.
  public func line(_ prefix: String) async throws -> String {
    let line = await withCheckedContinuation { continuation in
      let known = state.withLock { state -> String?? in
        if let line = state.output.first(where: { $0.hasPrefix(prefix) }) { return line }
        if state.ended { return .some(nil) }
        state.waiters.append(({ $0.hasPrefix(prefix) }, continuation))
        return nil
      }
      if let known { continuation.resume(returning: known) }
    }
    guard let line else { throw NotReady(description: "No line \"\(prefix)…\" in:\n\(output)") }
    return String(line.dropFirst(prefix.count))
  }

  public func signal(_ number: Int32) { kill(pid, number) }

  /// Waits for the end.
  /// - Returns: the exit code.
  public func waitForExit() async -> Int32 { await exit.value }

  /// SIGTERM, and the end.
  @discardableResult
  public func stop() async -> Int32 {
    signal(SIGTERM)
    return await waitForExit()
  }

  private func receive(_ data: Data) {
    let resumed = state.withLock { state -> [(CheckedContinuation<String?, Never>, String?)] in
      var resumed: [(CheckedContinuation<String?, Never>, String?)] = []
      if data.isEmpty {
        state.ended = true
        resumed = state.waiters.map { ($0.continuation, nil) }
        state.waiters = []
        return resumed
      }
      state.partial += String(decoding: data, as: UTF8.self)
      while let newline = state.partial.firstIndex(of: "\n") {
        let line = String(state.partial[..<newline])
        state.partial = String(state.partial[state.partial.index(after: newline)...])
        state.output.append(line)
        for waiter in state.waiters where waiter.matches(line) { resumed.append((waiter.continuation, line)) }
        state.waiters.removeAll { $0.matches(line) }
      }
      return resumed
    }
    for (continuation, line) in resumed { continuation.resume(returning: line) }
  }

  /// The exit code, once.
  private final class Exit: Sendable {
    private let state = Mutex<(code: Int32?, waiters: [CheckedContinuation<Int32, Never>])>((nil, []))

    func finish(_ code: Int32) {
      let waiters = state.withLock { state in
        state.code = code
        return state.waiters
      }
      for waiter in waiters { waiter.resume(returning: code) }
    }

    var value: Int32 {
      get async {
        await withCheckedContinuation { continuation in
          let code = state.withLock { state in
            if state.code == nil { state.waiters.append(continuation) }
            return state.code
          }
          if let code { continuation.resume(returning: code) }
        }
      }
    }
  }
}
