import GRPCCore
import GRPCProtobuf
import SwiftProtobuf

/// `google.rpc.Status` details on the wire, in both directions (AIP-193).
extension ServiceError: RPCErrorConvertible {
  private static let domain = "quartet"
  private static let httpStatusKey = "http_status"

  public var rpcErrorCode: RPCError.Code { code }
  public var rpcErrorMessage: String { fitting.message }

  /// Below 10 KB, whatever the error holds (``fitting``).
  public var rpcErrorMetadata: Metadata { fitting.wholeMetadata }

  private var wholeMetadata: Metadata {
    var info = metadata
    if let httpStatus { info[Self.httpStatusKey] = String(httpStatus) }
    var details: [ErrorDetails] = [.errorInfo(reason: reason, domain: Self.domain, metadata: info)]
    if !violations.isEmpty {
      details.append(
        .badRequest(
          violations: violations.map {
            .init(field: $0.field, description: $0.message, reason: $0.type, localizedMessage: nil)
          }))
    }
    if let retryAfter { details.append(.retryInfo(delay: retryAfter)) }
    let status = GoogleRPCStatus(code: code, message: message, details: details)
    return status.rpcErrorMetadata
  }

  /// Reads what another service sent.
  public init(rpc error: RPCError) {
    self.init(error.code, Self.defaultReason(error.code), error.message)
    guard let status = try? error.unpackGoogleRPCStatus() else { return }
    for detail in status.details {
      if let info = detail.errorInfo {
        reason = info.reason
        metadata = info.metadata
        httpStatus = metadata.removeValue(forKey: Self.httpStatusKey).flatMap(Int.init)
      } else if let bad = detail.badRequest {
        violations = bad.violations.map {
          FieldViolation($0.field, $0.violationDescription, type: $0.reason.isEmpty ? "value_error" : $0.reason)
        }
      } else if let retry = detail.retryInfo {
        retryAfter = retry.delay
      }
    }
  }

  private static func defaultReason(_ code: RPCError.Code) -> String {
    switch code {
    case .unknown, .internalError, .dataLoss: unexpectedReason
    default: String(describing: code).uppercased().replacing(" ", with: "_")
    }
  }
}
