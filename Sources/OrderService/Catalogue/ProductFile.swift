import Storage

/// A file of a product: where an upload lies, and how far its processing is.
struct ProductFile: Sendable, Equatable {
  static let nameLengths = 1...300
  /// In bytes, as S3 counts; the key stands in an index.
  static let keyLengths = 1...1_024
  static let maximumContentTypeLength = 200
  /// 10 GiB.
  static let sizes: ClosedRange<Int64> = 0...(10 << 30)
  static let maximumErrorLength = 2_000
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
