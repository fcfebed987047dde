import Runtime
import Storage

/// A file of a product: where an upload lies, and how far its processing is.
struct ProductFile: Sendable, Equatable {
  static let nameLengths = 1...300
  /// In bytes, as S3 counts; the key stands in an index.
  static let keyLengths = 1...1_024
  static let longestContentType = 200
  /// 10 GiB.
  static let sizes: ClosedRange<Int64> = 0...(10 << 30)
  static let longestError = 2_000
  static let defaultContentType = "application/octet-stream"

  var id: String
  var storeID: String
  var productID: String
  var filename: String
  var contentType: String
  var sizeBytes: Int64
  var objectKey: String
  var url: String?
  var status: ProductFileStatus
  var errorMessage: String?
  /// A JSON object.
  var metadata: String
  var createdAt: Timestamp
  var updatedAt: Timestamp
  /// When it last became `completed`.
  var processedAt: Timestamp?
}

/// How far the processing of a file is.
enum ProductFileStatus: String, Sendable, CaseIterable {
  case processing
  case completed
  case error

  /// Where a file can go from here: an error is tried again, and what was completed may turn out bad.
  var next: [ProductFileStatus] {
    switch self {
    case .processing: [.completed, .error]
    case .completed: [.error]
    case .error: [.processing]
    }
  }
}

/// An uploaded file, valid by construction.
struct ProductFileDraft: Sendable {
  var productID: String
  var filename: String
  var contentType: String
  var sizeBytes: Int64
  var objectKey: String
  var url: String?
  /// A JSON object.
  var metadata: String

  /// The file's record as it begins.
  func file(of product: Product, id: String, at now: Timestamp) -> ProductFile {
    ProductFile(
      id: id, storeID: product.storeID, productID: product.id, filename: filename, contentType: contentType,
      sizeBytes: sizeBytes, objectKey: objectKey, url: url, status: .processing, metadata: metadata, createdAt: now,
      updatedAt: now)
  }
}

/// How far the processing of a file has come.
struct ProductFileProgress: Sendable {
  var fileID: String
  var status: ProductFileStatus
  var errorMessage: String?
  /// Nil: stays.
  var metadata: String?

  /// The file after this step.
  /// - Throws: ``ProductFileError/illegalStatus(from:to:)``.
  func applied(to file: ProductFile, at now: Timestamp) throws -> ProductFile {
    guard status == file.status || file.status.next.contains(status) else {
      throw ProductFileError.illegalStatus(from: file.status, to: status)
    }
    var after = file
    after.status = status
    after.errorMessage = status == .error ? errorMessage ?? file.errorMessage : nil
    after.metadata = metadata ?? file.metadata
    guard after != file else { return file }
    after.updatedAt = now
    if status == .completed, file.status != .completed { after.processedAt = now }
    return after
  }
}

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
