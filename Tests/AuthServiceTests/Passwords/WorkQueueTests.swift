import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import AuthService

@Suite("The queue before password hashes")
struct WorkQueueTests {
  @Test("one client can't take more than half of the waiting places")
  func share() async throws {
    try await withBusyLane(maximumWaiting: 4) { queue, open in
      let greedy = (0..<2).map { _ in Task { try await queue.run(for: "192.0.2.1") {} } }
      try await queue.reaches(2)
      await #expect(throws: AuthError.loginBusy) { try await queue.run(for: "192.0.2.1") {} }
      let other = Task { try await queue.run(for: "192.0.2.2") {} }
      try await queue.reaches(3)
      open()
      for task in greedy + [other] { try await task.value }
    }
  }

  @Test("when the queue is full, the newest of whoever has most gives way to a newcomer")
  func displacement() async throws {
    try await withBusyLane(maximumWaiting: 6) { queue, open in
      var waiting: [Task<Void, any Error>] = []
      for client in ["a", "a", "a", "b", "b", "c"] {
        waiting.append(Task { try await queue.run(for: client) {} })
        try await queue.reaches(waiting.count)
      }
      let newcomer = Task { try await queue.run(for: "d") {} }
      // The lane is still taken: it is the newcomer that ends this one's wait.
      let displaced = waiting.remove(at: 2)
      await #expect(throws: AuthError.loginBusy) { try await displaced.value }
      open()
      for task in waiting + [newcomer] { try await task.value }
    }
  }

  @Test("where a hash takes long, only as many wait as have their turn within five seconds")
  func pace() async throws {
    let paces: [(Duration, Int)] = [(.seconds(2), 2), (.seconds(1), 5), (.milliseconds(100), 32), (.seconds(60), 1)]
    for (usual, places) in paces {
      try await withBusyLane(maximumWaiting: 32, usual: usual) { queue, open in
        var waiting: [Task<Void, any Error>] = []
        for client in 0..<places {
          waiting.append(Task { try await queue.run(for: "client \(client)") {} })
          try await queue.reaches(waiting.count)
        }
        await #expect(throws: AuthError.loginBusy) { try await queue.run(for: "one more") {} }
        open()
        for task in waiting { try await task.value }
      }
    }
  }

  @Test("the pace is that of the last computations")
  func measured() async throws {
    let clock = Pace()
    let queue = WorkQueue(label: "test", lanes: 1, maximumWaiting: 32, now: { clock.now })
    // The machine gets slower and slower; at four seconds each, one may wait.
    for _ in 0..<20 { try await queue.run { clock.advance(by: .seconds(4)) } }
    try await withBusyLane(queue) { open in
      let one = Task { try await queue.run(for: "a") {} }
      try await queue.reaches(1)
      await #expect(throws: AuthError.loginBusy) { try await queue.run(for: "b") {} }
      open()
      try await one.value
    }
    for _ in 0..<20 { try await queue.run { clock.advance(by: .milliseconds(100)) } }
    try await withBusyLane(queue) { open in
      let both = ["a", "b"].map { client in Task { try await queue.run(for: client) {} } }
      try await queue.reaches(2)
      open()
      for task in both { try await task.value }
    }
  }

  @Test("who has waited for fifteen seconds all the same is refused when the turn comes, and the next one served")
  func late() async throws {
    let clock = Pace()
    let queue = WorkQueue(label: "test", lanes: 1, maximumWaiting: 32, now: { clock.now })
    try await withBusyLane(queue) { open in
      let first = Task { try await queue.run(for: "a") {} }
      try await queue.reaches(1)
      clock.advance(by: .seconds(16))
      let second = Task { try await queue.run(for: "b") {} }
      try await queue.reaches(2)
      open()
      await #expect(throws: AuthError.loginBusy) { try await first.value }
      try await second.value
    }
    #expect(try await queue.run { 7 } == 7)
  }

  @Test("clients take turns, each in the order of its own arrivals")
  func turns() {
    var queue = TurnQueue<String>()
    for (ticket, name) in ["a1", "a2", "a3", "b1", "c1", "b2"].enumerated() {
      queue.append(name, client: String(name.prefix(1)), ticket: ticket)
    }
    var served: [String] = []
    while let next = queue.next() { served.append(next) }
    #expect(served == ["a1", "b1", "c1", "a2", "b2", "a3"])
    #expect(queue.count == 0)
  }

  @Test("who leaves is not served, and a client with nothing left has no turn")
  func leaving() {
    var queue = TurnQueue<String>()
    queue.append("a1", client: "a", ticket: 1)
    queue.append("b1", client: "b", ticket: 2)
    queue.append("b2", client: "b", ticket: 3)
    #expect(queue.remove(client: "a", ticket: 1) == "a1")
    #expect(queue.remove(client: "a", ticket: 1) == nil)
    #expect(queue.remove(client: "b", ticket: 9) == nil)
    #expect(queue.next() == "b1")
    #expect(queue.next() == "b2")
    #expect(queue.next() == nil)
  }

  @Test("nobody gives way to one who would then have as many")
  func noSwap() {
    var queue = TurnQueue<String>()
    queue.append("a1", client: "a", ticket: 1)
    queue.append("a2", client: "a", ticket: 2)
    queue.append("b1", client: "b", ticket: 3)
    #expect(queue.displace(for: "b") == nil)
    #expect(queue.displace(for: "c") == "a2")
    #expect(queue.displace(for: "c") == nil)
    #expect(queue.count == 2)
  }

  @Test("no more run at once than there are lanes, and everybody has a turn")
  func lanes() async throws {
    let start = ContinuousClock.now
    let queue = WorkQueue(label: "test", lanes: 2, maximumWaiting: 100, now: { start })
    let load = Load()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<60 {
        group.addTask {
          try await queue.run(for: "client \(index % 7)") {
            load.running.withLock { $0 = ($0.now + 1, max($0.maximum, $0.now + 1)) }
            load.running.withLock { $0.now -= 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(load.running.withLock { $0.maximum } <= 2)
    #expect(queue.waitingCount == 0)
  }

  @Test("an error of the work comes out, and frees the lane")
  func errors() async throws {
    struct Broken: Error {}
    let queue = WorkQueue(label: "test", lanes: 1, maximumWaiting: 0)
    await #expect(throws: Broken.self) { try await queue.run { throw Broken() } }
    #expect(try await queue.run { 7 } == 7)
  }

  /// How many run now, and how many did at most.
  private final class Load: Sendable {
    let running = Mutex((now: 0, maximum: 0))
  }

  /// A clock that goes when it is told to.
  private final class Pace: Sendable {
    private let moment = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { moment.withLock { $0 } }

    func advance(by duration: Duration) { moment.withLock { $0 += duration } }
  }

  /// Gives `body` a queue whose only lane is taken until it calls the closure.
  private func withBusyLane(
    maximumWaiting: Int, usual: Duration = .zero,
    _ body: (WorkQueue, @escaping @Sendable () -> Void) async throws -> Void
  ) async throws {
    let start = ContinuousClock.now
    let queue = WorkQueue(
      label: "test", lanes: 1, maximumWaiting: maximumWaiting, usual: usual, now: { start })
    try await withBusyLane(queue) { open in try await body(queue, open) }
  }

  /// Takes a queue's only lane until `body` calls the closure.
  private func withBusyLane(
    _ queue: WorkQueue, _ body: (@escaping @Sendable () -> Void) async throws -> Void
  ) async throws {
    let lane = DispatchSemaphore(value: 0)
    let (started, starting) = AsyncStream<Void>.makeStream()
    async let first: Void = queue.run(for: "first") {
      starting.yield()
      lane.wait()
    }
    for await _ in started { break }
    try await body { lane.signal() }
    try await first
  }
}

extension WorkQueue {
  /// Waits until so many wait for their turn.
  fileprivate func reaches(_ count: Int) async throws {
    try await eventually { self.waitingCount >= count }
  }
}
