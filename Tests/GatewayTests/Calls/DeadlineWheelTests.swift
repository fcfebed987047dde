import Testing

@testable import Gateway

@Suite("The deadlines of calls")
struct DeadlineWheelTests {
  @Test("a deadline ends its call when it has passed, and not when it was cleared")
  func deadlines() async {
    let wheel = DeadlineWheel()
    let now = ContinuousClock.now
    await confirmation(expectedCount: 1) { expired in
      _ = wheel.set(now + .milliseconds(50)) { expired() }
      let cleared = wheel.set(now + .milliseconds(50)) { expired() }
      _ = wheel.set(now + .seconds(60)) { expired() }
      wheel.clear(cleared)
      wheel.sweep(now + .milliseconds(40))
      wheel.sweep(now + .milliseconds(200))
      wheel.sweep(now + .seconds(1))
    }
  }
}
