import Storage

/// An uploaded file, valid by construction.
struct NewProductFile: Sendable {
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
