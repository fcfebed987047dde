import Storage

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
