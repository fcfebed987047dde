import GRPCCore
import HTTPTypes
import Runtime

/// The request headers that a route passes on to its service as metadata. They share one HTTP/2 header block with
/// everything else of the call, so they are bounded here, where the client can be told which one is too long.
enum ForwardedHeaders {
  static let maximumBytes = 4096
  static let maximumTotalBytes = 8192
  /// Of `cookie`, those that services read; the session cookie is the gateway's own business.
  static let cookies: Set<String> = ["quartet_device"]

  /// - Throws: `HEADER_TOO_LARGE` (431), naming the header.
  static func add(_ names: [HTTPField.Name], of fields: HTTPFields, to metadata: inout Metadata) throws {
    var total = 0
    for name in names {
      guard let value = name == .cookie ? cookie(fields) : fields[name] else { continue }
      total += value.utf8.count
      guard value.utf8.count <= maximumBytes else {
        throw tooLarge(name, "should be at most \(maximumBytes) bytes long")
      }
      guard total <= maximumTotalBytes else {
        throw tooLarge(name, "should be at most \(maximumTotalBytes) bytes long together with those before it")
      }
      metadata.addString(value, forKey: name.canonicalName)
    }
  }

  private static func cookie(_ fields: HTTPFields) -> String? {
    let pairs = fields[values: .cookie].lazy.flatMap { $0.split(separator: ";") }
      .map { $0.drop { $0 == " " } }
      .filter { pair in pair.firstIndex(of: "=").map { cookies.contains(String(pair[..<$0])) } ?? false }
    return pairs.isEmpty ? nil : pairs.joined(separator: "; ")
  }

  private static func tooLarge(_ name: HTTPField.Name, _ problem: String) -> ServiceError {
    ServiceError(
      .invalidArgument, "HEADER_TOO_LARGE", "The header \(name.rawName) \(problem).",
      violations: [FieldViolation("header.\(name.rawName)", problem, type: "value_error")], httpStatus: 431)
  }
}
