import Contracts
import Runtime
import SwiftProtobuf

extension ProductFile {
  var asProto: OrderV1.ProductFile {
    .with {
      $0.id = id
      $0.productID = productID
      $0.storeID = storeID
      $0.filename = filename
      $0.contentType = contentType
      $0.sizeBytes = sizeBytes
      $0.objectKey = objectKey
      if let url { $0.url = url }
      $0.status = status.asProto
      if let errorMessage { $0.errorMessage = errorMessage }
      $0.metadata = Google_Protobuf_Struct(stored: metadata)
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      if let processedAt { $0.processedAt = processedAt.asProto }
    }
  }
}

extension NewProductFile {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.CreateProductFileRequest) throws {
    var check = Violations()
    let filename = String(proto.filename.trimming { $0.isWhitespace })
    check.text(filename, "filename", ProductFile.nameLengths)
    let contentType = proto.hasContentType && !proto.contentType.isEmpty ? proto.contentType : nil
    check.text(contentType ?? "", "content_type", 0...ProductFile.maximumContentTypeLength)
    check.number(proto.sizeBytes, "size_bytes", ProductFile.sizes)
    check.bytes(proto.objectKey, "object_key", ProductFile.keyLengths)
    if proto.hasURL, !proto.url.isEmpty {
      check.require(WebAddress.isValid(proto.url), "url", "should be an http or https URL")
    }
    let metadata = proto.hasMetadata ? proto.metadata.stored("metadata", &check) : nil
    try check.throwIfAny()
    self.init(
      productID: proto.productID, filename: filename, contentType: contentType ?? ProductFile.defaultContentType,
      sizeBytes: proto.sizeBytes, objectKey: proto.objectKey, url: proto.url.isEmpty ? nil : proto.url,
      metadata: metadata ?? "{}")
  }
}

extension ProductFileProgress {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.UpdateProductFileStatusRequest) throws {
    var check = Violations()
    let status = ProductFileStatus(proto: proto.status)
    check.require(status != nil, "status", "Field required", type: "missing")
    let error = proto.hasErrorMessage && !proto.errorMessage.isEmpty ? proto.errorMessage : nil
    check.text(error ?? "", "error_message", 0...ProductFile.maximumErrorLength)
    check.require(
      error == nil || status == nil || status == .error, "error_message", "goes with the status error only")
    let metadata = proto.hasMetadata ? proto.metadata.stored("metadata", &check) : nil
    try check.throwIfAny()
    self.init(fileID: proto.fileID, status: status ?? .processing, errorMessage: error, metadata: metadata)
  }
}

extension ProductFileStatus {
  /// Nil for a value that is not a status.
  init?(proto: OrderV1.ProductFileStatus) {
    switch proto {
    case .processing: self = .processing
    case .completed: self = .completed
    case .error: self = .error
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }

  var asProto: OrderV1.ProductFileStatus {
    switch self {
    case .processing: .processing
    case .completed: .completed
    case .error: .error
    }
  }
}
