import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Known devices")
struct DeviceRecognizerTests {
  private let now = TestClock().now()
  private let alice = LoginSubject.user("alice", of: "t1")
  private let bob = LoginSubject.user("bob", of: "t1")

  private func recognizer(_ secret: String = "secret") -> DeviceRecognizer {
    var settings = Settings()
    settings.tokens.service = secret
    return DeviceRecognizer(settings)
  }

  @Test("a cookie proves its device to whom it was made for, until it expires")
  func subjects() throws {
    let devices = recognizer()
    let cookie = devices.cookie(for: alice, earlier: nil, at: now)
    let device = try #require(devices.device(in: cookie, of: alice, at: now))
    #expect(devices.device(in: cookie, of: alice, at: now.adding(.seconds(364 * 24 * 3600))) == device)
    #expect(devices.device(in: cookie, of: alice, at: now.adding(.seconds(365 * 24 * 3600))) == nil)
    for other in [bob, .admin("alice", of: "t1"), .user("alice", of: "t2"), .user("alicet1", of: "")] {
      #expect(devices.device(in: cookie, of: other, at: now) == nil)
    }
    #expect(recognizer("another").device(in: cookie, of: alice, at: now) == nil)
    #expect(devices.device(in: nil, of: alice, at: now) == nil)
  }

  @Test("a shared device is known for the last four who logged in on it")
  func shared() throws {
    let devices = recognizer()
    var cookie = devices.cookie(for: alice, earlier: nil, at: now)
    let device = try #require(devices.device(in: cookie, of: alice, at: now))
    cookie = devices.cookie(for: bob, earlier: cookie, at: now)
    cookie = devices.cookie(for: bob, earlier: cookie, at: now)
    #expect(devices.device(in: cookie, of: alice, at: now) == device)
    #expect(devices.device(in: cookie, of: bob, at: now) == device)
    for number in 0..<3 { cookie = devices.cookie(for: .user("\(number)", of: "t1"), earlier: cookie, at: now) }
    #expect(devices.device(in: cookie, of: alice, at: now) == nil)
    #expect(devices.device(in: cookie, of: bob, at: now) == device)
    #expect(cookie.utf8.count < 512)
  }

  @Test("an altered cookie proves nothing, and no text can break it")
  func altered() throws {
    let devices = recognizer()
    let cookie = devices.cookie(for: alice, earlier: nil, at: now)
    for index in cookie.indices {
      let other: Character = cookie[index] == "1" ? "2" : "1"
      let altered = cookie[..<index] + String(other) + cookie[cookie.index(after: index)...]
      #expect(devices.device(in: String(altered), of: alice, at: now) == nil)
    }
    for text in [
      "", ".", "a", String(repeating: ".", count: 99), cookie + ".", cookie + "." + cookie,
      String(repeating: "a", count: 1 << 16), cookie.replacing(":", with: "::"), "é" + cookie,
    ] {
      #expect(devices.device(in: text, of: alice, at: now) == nil)
      let fresh = devices.cookie(for: alice, earlier: text, at: now)
      #expect(devices.device(in: fresh, of: alice, at: now) != nil)
    }
  }

  @Test("a lock grows from a minute to an hour, and starts anew after a day")
  func schedule() {
    var count: FailureCount?
    var locks: [Duration?] = []
    for _ in 0..<14 {
      let next = FailureCount(after: count, at: now, free: 5)
      locks.append(next.locked(at: now))
      count = next
    }
    let minutes: [Int64] = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    #expect(locks == Array(repeating: nil, count: 5) + minutes.map { .seconds(60 * $0) })
    let nextDay = now.adding(.seconds(24 * 3600 + 1))
    #expect(FailureCount(after: count, at: nextDay, free: 5).failures == 1)
    #expect(FailureCount(after: count, at: now.adding(.seconds(24 * 3600)), free: 5).failures == 15)
  }
}
