/// A service whose methods can be called as bytes. Generated for every service of the contract.
public protocol DirectlyCallable: Sendable {
  /// All methods of the service.
  var rpcMethods: [RPCMethod] { get }
}
