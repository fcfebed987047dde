import Foundation
import Outbound

/// Delivers messages through Resend (`POST /emails`). The message's id is the idempotency key, so that a
/// repetition within a day sends nothing twice.
struct ResendMailer: Mailer {
  private let apiKey: String
  private let from: String
  private let http: OutboundHTTP

  private struct Body: Encodable {
    var from: String
    var to: [String]
    var subject: String
    var text: String
    var html: String
  }

  private struct Refusal: Decodable {
    var name: String
  }

  /// Resend couldn't be reached, or asks to try again; without anything secret.
  struct Unavailable: Error, Equatable, CustomStringConvertible {
    var description: String
  }

  /// - Parameters:
  ///   - from: an address, or `Name <address>`.
  ///   - http: with Resend's address as its base URL.
  init(apiKey: String, from: String, http: OutboundHTTP) {
    self.apiKey = apiKey
    self.from = from
    self.http = http
  }

  func deliver(_ email: DeliverableEmail) async throws {
    let answer: OutboundAnswer
    do {
      answer = try await http.send(try request(email))
    } catch let failure as OutboundFailure {
      throw Unavailable(description: "Resend: \(failure)")
    }
    guard !answer.isSuccess else { return }
    // Only the error's name: its message quotes the request.
    let name = answer.json(as: Refusal.self).map { ", \(OutboundAnswer.loggable($0.name))" } ?? ""
    let words = "Resend answered \(answer.status)\(name)"
    throw Self.isFinal(answer.status, name) ? UndeliverableEmail(reason: words) : Unavailable(description: words)
  }

  /// Another try may help where Resend is busy or down, and where an operator may mend the key or the
  /// sender's domain meanwhile; not where it is the message that is refused.
  private static func isFinal(_ status: Int, _ name: String) -> Bool {
    switch status {
    case 401, 403, 408, 425, 429: false
    // The same message on its way in another process, unless its key belongs to another message.
    case 409: !name.contains("concurrent_idempotent_requests")
    case 400..<500: true
    default: false
    }
  }

  private func request(_ email: DeliverableEmail) throws -> OutboundRequest {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = Body(
      from: from, to: [email.to.display], subject: email.subject, text: email.text,
      html: EmailLayout.html(subject: email.subject, text: email.text, language: email.language))
    return OutboundRequest(
      .POST, "/emails",
      headers: [
        "authorization": "Bearer \(apiKey)", "content-type": "application/json", "idempotency-key": email.id,
        "user-agent": "quartet",
      ], body: Array(try encoder.encode(body)))
  }
}
