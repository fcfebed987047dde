import Contracts
import GRPCCore
import SwiftProtobuf

/// The methods that the contract declares free of side effects (`idempotency_level`), which may be sent
/// again when a service can't be reached.
public struct RetryableMethods: Sendable {
  private struct Name: Hashable {
    var service: String
    var method: String
  }
  private var names: Set<Name> = []

  public init() throws {
    let set = try Google_Protobuf_FileDescriptorSet(serializedBytes: DescriptorSet.serialized)
    for file in set.file {
      for service in file.service {
        for method in service.method
        where method.options.idempotencyLevel == .noSideEffects || method.options.idempotencyLevel == .idempotent {
          names.insert(Name(service: "\(file.package).\(service.name)", method: method.name))
        }
      }
    }
  }

  public func contains(_ method: MethodDescriptor) -> Bool {
    names.contains(Name(service: method.service.fullyQualifiedService, method: method.method))
  }
}
