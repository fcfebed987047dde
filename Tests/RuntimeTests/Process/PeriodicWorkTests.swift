import Logging
import Runtime
import Synchronization
import TestSupport
import Testing

@Suite("Periodic work")
struct PeriodicWorkTests {
  private struct Broken: Error {}

  @Test("a failed round is one warning, and the next round comes")
  func failure() async {
    let logs = WarningLog()
    let rounds = Mutex(0)
    let third = Gate()
    let work = PeriodicWork(name: "counting", interval: .milliseconds(1), logger: logs.logger) {
      let round = rounds.withLock { count in
        count += 1
        return count
      }
      if round == 1 { throw Broken() }
      if round == 3 { third.open() }
    }
    let running = Task { await work.run() }
    await third.wait()
    running.cancel()
    await running.value
    #expect(logs.lines == ["counting failed; it is tried again"])
  }

  @Test("work that is cancelled ends without a word, whatever error it has for that", arguments: [true, false])
  func cancelled(isCancellationError: Bool) async {
    let logs = WarningLog()
    let begun = Gate()
    let work = PeriodicWork(name: "waiting", interval: .milliseconds(1), logger: logs.logger) {
      begun.open()
      do { try await Task.sleep(for: .seconds(3600)) } catch {
        throw isCancellationError ? error : Broken() as any Error
      }
    }
    let running = Task { await work.run() }
    await begun.wait()
    running.cancel()
    await running.value
    #expect(logs.lines.isEmpty)
  }

  @Test("work that starts with a pause begins an interval later")
  func pause() async {
    let interval = Duration.milliseconds(50)
    let begun = Gate()
    let work = PeriodicWork(
      name: "counting", interval: interval, startsWithPause: true, logger: WarningLog().logger
    ) { begun.open() }
    let start = ContinuousClock.now
    let running = Task { await work.run() }
    await begun.wait()
    // A sleep may be longer than it was asked for, never shorter.
    #expect(ContinuousClock.now - start >= interval)
    running.cancel()
    await running.value
  }
}

/// What is logged as a warning or worse.
private final class WarningLog: Sendable {
  private let noted = Mutex<[String]>([])
  var lines: [String] { noted.withLock { $0 } }
  var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

  private struct Handler: LogHandler {
    let log: WarningLog
    var logLevel = Logger.Level.warning
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { log.noted.withLock { $0.append("\(event.message)") } }
  }
}
