/// A contract that can't be documented. It stops start-up, like any other bad contract.
enum OpenAPIError: Error, Equatable, CustomStringConvertible {
  /// A method or field names a type that the descriptor set lacks.
  case unknownType(String)
  /// `body` or `response_body` names a field that the message lacks.
  case unknownField(String, message: String)
  /// A method with a path has no surface.
  case surfaceMissing(method: String)

  var description: String {
    switch self {
    case .unknownType(let name): "The contract has no type \(name)."
    case .unknownField(let field, let message): "\(message) has no field \(field)."
    case .surfaceMissing(let method): "\(method) has a path, and no route option with a surface."
    }
  }
}
