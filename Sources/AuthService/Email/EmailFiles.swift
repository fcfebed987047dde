import Foundation
import Storage

/// Delivers messages as files: `<data-dir>/outbox/<id>.json`, where no mail provider is
/// configured. The same message always has the same file, so a repeated delivery is harmless.
struct EmailFiles: Mailer {
  private let directory: URL

  init(dataDirectory: String) {
    directory = URL(filePath: dataDirectory, directoryHint: .isDirectory)
      .appending(path: "outbox", directoryHint: .isDirectory)
  }

  /// The content of a file.
  private struct Envelope: Encodable {
    var id: String
    var tenantID: String
    var to: String
    var subject: String
    var text: String
    var language: String
    var createdAt: String

    enum CodingKeys: String, CodingKey {
      case id, to, subject, text, language
      case tenantID = "tenant_id"
      case createdAt = "created_at"
    }
  }

  func deliver(_ email: DeliverableEmail) async throws {
    let envelope = Envelope(
      id: email.id, tenantID: email.tenantID, to: email.to.display, subject: email.subject, text: email.text,
      language: email.language.rawValue, createdAt: email.createdAt.date.formatted(.iso8601))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes]
    try write(try encoder.encode(envelope), name: "\(email.id).json")
  }

  /// Readable by the owner only, since links in it log people in, and never seen half-written.
  private func write(_ data: Data, name: String) throws {
    let files = FileManager.default
    try files.createDirectory(at: directory, withIntermediateDirectories: true)
    let draft = directory.appending(path: ".\(name).\(UUID().uuidString)")
    guard files.createFile(atPath: draft.path, contents: data, attributes: [.posixPermissions: 0o600]) else {
      throw CocoaError(.fileWriteUnknown)
    }
    guard rename(draft.path, directory.appending(path: name).path) == 0 else {
      let code = errno
      try? files.removeItem(at: draft)
      throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
    }
  }
}
