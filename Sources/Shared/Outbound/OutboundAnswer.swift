public import Foundation

/// A whole answer of a system outside.
public struct OutboundAnswer: Sendable {
  public var status: Int
  public var body: Data

  /// Whether the status is 2xx.
  public var isSuccess: Bool { (200..<300).contains(status) }

  /// The body as JSON, or nil when it is not of this form.
  public func json<T: Decodable>(as: T.Type) -> T? { try? JSONDecoder().decode(T.self, from: body) }

  /// An error code from outside as it may go into the log.
  public static func loggable(_ text: String) -> String {
    String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "_-. ".contains($0)) }.prefix(60))
  }
}
