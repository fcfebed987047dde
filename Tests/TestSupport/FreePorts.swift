import Foundation
import Synchronization

/// Free ports below those that the system gives to clients, so that nobody takes one before it is used; each is
/// given once. For what can't choose port 0 itself.
public enum FreePorts {
  private static let next = Mutex(Int.random(in: 12_000...24_000))

  public static func take(_ count: Int) -> [Int] {
    next.withLock { next in
      var ports: [Int] = []
      while ports.count < count {
        next += 1
        if isFree(next) { ports.append(next) }
      }
      return ports
    }
  }

  private static func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
