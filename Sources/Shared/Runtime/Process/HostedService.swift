import Contracts
import GRPCCore

/// A gRPC service that can be served over the network and called in process.
public typealias HostedService = RegistrableRPCService & DirectlyCallable
