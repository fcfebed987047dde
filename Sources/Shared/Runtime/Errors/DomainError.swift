/// An error of a service's domain, which says how it crosses the border.
public protocol DomainError: Error {
  var serviceError: ServiceError { get }
}
