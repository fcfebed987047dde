import Runtime

/// What is refused about the files of products.
enum ProductFileError: DomainError, Equatable {
  case notFound(String)
  /// The product has a file with this key already.
  case exists(objectKey: String)
  case illegalStatus(from: ProductFileStatus, to: ProductFileStatus)

  var serviceError: ServiceError {
    switch self {
    case .notFound(let id):
      ServiceError(
        .notFound, "PRODUCT_FILE_NOT_FOUND", "There is no such product file.", metadata: ["file_id": id])
    case .exists(let key):
      ServiceError(
        .alreadyExists, "PRODUCT_FILE_EXISTS", "The product has a file with this object_key already.",
        metadata: ["object_key": key])
    case .illegalStatus(let from, let to):
      ServiceError(
        .failedPrecondition, "ILLEGAL_FILE_STATUS",
        "A file that is \(from.rawValue) can't become \(to.rawValue); it can become "
          + from.next.map(\.rawValue).joined(separator: " or ") + ".",
        metadata: [
          "from": from.rawValue, "to": to.rawValue, "allowed": from.next.map(\.rawValue).joined(separator: ","),
        ])
    }
  }
}
