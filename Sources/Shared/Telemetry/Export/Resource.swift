/// Who the spans are about (OpenTelemetry's resource semantic conventions).
public struct Resource: Sendable, Equatable {
  /// `service.name`: "quartet-order".
  public var serviceName: String
  /// `service.version`.
  public var serviceVersion: String
  /// `service.instance.id`: tells replicas apart.
  public var instanceID: String

  public init(serviceName: String, serviceVersion: String, instanceID: String) {
    self.serviceName = serviceName
    self.serviceVersion = serviceVersion
    self.instanceID = instanceID
  }
}
