import Foundation
import Synchronization

/// UUIDv7 ids that grow within one process: 48 bits of milliseconds, a 12-bit counter, 62 random bits.
public final class UUIDv7Generator: IDGenerator {
  private let clock: any WallClock
  private let last = Mutex<UInt64>(0)

  public init(clock: any WallClock = SystemClock()) { self.clock = clock }

  public func next() -> String {
    let milliseconds = UInt64(max(0, clock.now().microseconds / 1000))
    // The counter overflows into the milliseconds, so that ids keep growing whatever the clock does.
    let ordered = last.withLock { last in
      last = max(last + 1, milliseconds << 12)
      return last
    }
    let high = (ordered >> 12) << 16 | 0x7000 | (ordered & 0xFFF)
    let low = (UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    return Self.format(high, low)
  }

  private static func format(_ high: UInt64, _ low: UInt64) -> String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var position = 0
      func put(_ value: UInt64, _ digits: Int) {
        for shift in stride(from: (digits - 1) * 4, through: 0, by: -4) {
          let nibble = UInt8((value >> UInt64(shift)) & 0xF)
          buffer[position] = nibble < 10 ? 48 + nibble : 87 + nibble
          position += 1
        }
      }
      func dash() {
        buffer[position] = 45
        position += 1
      }
      put(high >> 32, 8)
      dash()
      put(high >> 16 & 0xFFFF, 4)
      dash()
      put(high & 0xFFFF, 4)
      dash()
      put(low >> 48, 4)
      dash()
      put(low & 0xFFFF_FFFF_FFFF, 12)
      return 36
    }
  }
}

/// Whether a text has the form of an id that the generator makes (any UUID in lower or upper case).
public func isUUID(_ text: String) -> Bool {
  text.utf8.count == 36 && UUID(uuidString: text) != nil
}
