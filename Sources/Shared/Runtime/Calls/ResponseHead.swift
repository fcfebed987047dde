import GRPCCore
import Synchronization

/// The HTTP status and headers that a handler asks the gateway to send. Over the network they travel
/// as the response metadata `quartet-status` and `quartet-header-<name>`.
public final class ResponseHead: Sendable {
  private struct State {
    var status: Int?
    var headers: [(name: String, value: String)] = []
  }
  private let state = Mutex(State())

  public init() {}

  /// The HTTP status, or nil for the route's default.
  public var status: Int? {
    get { state.withLock { $0.status } }
    set { state.withLock { $0.status = newValue } }
  }

  /// Every header in the order of their addition.
  public var headers: [(name: String, value: String)] { state.withLock { $0.headers } }

  /// Adds a header; `Set-Cookie` may come several times.
  public func add(_ name: String, _ value: String) {
    state.withLock { $0.headers.append((name.lowercased(), value)) }
  }

  static let statusKey = "quartet-status"
  static let headerPrefix = "quartet-header-"

  /// As gRPC response metadata.
  public func write(to metadata: inout Metadata) {
    state.withLock { state in
      if let status = state.status { metadata.addString(String(status), forKey: Self.statusKey) }
      for (name, value) in state.headers {
        // Header values are Latin-1 at most; binary metadata carries any of them unharmed.
        metadata.addBinary(Array(value.utf8), forKey: Self.headerPrefix + name + "-bin")
      }
    }
  }

  /// Reads what ``write(to:)`` wrote.
  public func read(from metadata: Metadata) {
    state.withLock { state in
      for (key, value) in metadata {
        if key == Self.statusKey, case .string(let text) = value {
          state.status = Int(text)
        } else if key.hasPrefix(Self.headerPrefix), case .binary(let bytes) = value {
          let name = key.dropFirst(Self.headerPrefix.count).dropLast(4)
          state.headers.append((String(name), String(decoding: bytes, as: UTF8.self)))
        }
      }
    }
  }
}
