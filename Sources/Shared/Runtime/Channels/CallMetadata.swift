import Contracts
import GRPCCore
import Instrumentation
import ServiceContextModule
import SwiftProtobuf

/// A ``Call`` as gRPC metadata: the service token, the caller's identity, the request id, the
/// idempotency key, the forwarded headers and the trace context.
enum CallMetadata {
  static let serviceToken = "quartet-service-token"
  static let caller = "quartet-caller-bin"
  static let requestID = "x-request-id"
  static let idempotencyKey = "idempotency-key"
  /// Milliseconds until the caller stops waiting. Between Quartet's own processes it stands for
  /// `grpc-timeout`, for which grpc-swift starts a timer on each side of every call: here the caller
  /// cancels the call at its deadline, and the handler learns the deadline from this.
  static let timeout = "quartet-timeout"

  static func encode(_ call: Call, _ token: String) throws -> Metadata {
    var metadata = call.metadata
    metadata.addString(token, forKey: serviceToken)
    metadata.addBinary(try call.caller.asProto.serializedBytes(), forKey: caller)
    if !call.requestID.isEmpty { metadata.addString(call.requestID, forKey: requestID) }
    if let key = call.idempotencyKey { metadata.addString(key, forKey: idempotencyKey) }
    if let deadline = call.deadline {
      let (seconds, attoseconds) = min(deadline - .now, GRPCTimeout.maximum).components
      metadata.addString(String(max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000)), forKey: timeout)
    }
    if let context = ServiceContext.current {
      InstrumentationSystem.instrument.inject(context, into: &metadata, using: MetadataInjector())
    }
    return metadata
  }

  /// - Throws: UNAUTHENTICATED without the service token or a caller.
  static func decode(_ metadata: Metadata, token: String) throws -> Call {
    guard let presented = metadata[stringValues: serviceToken].first(where: { _ in true }),
      presented.equalsInConstantTime(token)
    else {
      throw ServiceError(
        .unauthenticated, "SERVICE_TOKEN_INVALID", "This service answers only callers with the service token.")
    }
    guard let bytes = metadata[binaryValues: caller].first(where: { _ in true }),
      let proto = try? GatewayV1.Caller(serializedBytes: bytes)
    else {
      throw ServiceError(.unauthenticated, "CALLER_INVALID", "The metadata \(caller) is missing or unreadable.")
    }
    return Call(
      caller: try Caller(proto: proto),
      requestID: metadata[stringValues: requestID].first(where: { _ in true }) ?? "",
      idempotencyKey: metadata[stringValues: idempotencyKey].first(where: { _ in true }),
      deadline: timeout(metadata).map { .now + $0 }, metadata: metadata)
  }

  /// The caller's patience: ours, or any gRPC client's.
  private static func timeout(_ metadata: Metadata) -> Duration? {
    if let own = metadata[stringValues: timeout].lazy.compactMap({ Int64($0) }).first {
      return max(.zero, min(.milliseconds(own), GRPCTimeout.maximum))
    }
    return metadata[stringValues: GRPCTimeout.name].lazy.compactMap(GRPCTimeout.parse).first
  }
}
