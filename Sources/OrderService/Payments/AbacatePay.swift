import Foundation
import Outbound
import Runtime
import Storage

/// AbacatePay's API, version 1 (https://docs.abacatepay.com/api-reference): PIX charges, one exchange each.
/// Nothing is tried again here; whoever asks knows whether that is safe.
struct AbacatePay: Sendable {
  /// What AbacatePay says about a charge.
  enum ChargeStatus: String, Decodable, Sendable {
    case pending = "PENDING"
    case expired = "EXPIRED"
    case cancelled = "CANCELLED"
    case paid = "PAID"
    case refunded = "REFUNDED"
  }

  /// A charge to make.
  struct NewCharge: Sendable {
    var orderID: String
    var cents: Int64
    var lifetime: Duration
    var description: String
  }

  /// Its base URL is with the version.
  let http: OutboundHTTP

  /// What the payer's bank shows of a description.
  private static let maximumDescriptionLength = 37

  /// Makes a charge (`POST /pixQrCode/create`).
  ///
  /// When no answer comes, a charge may have been made all the same. Nobody can pay it, since only the answer
  /// has its code, and it expires by itself: making another one is safe.
  /// - Throws: ``PaymentError/unavailable(_:)``, `CancellationError`.
  func create(_ charge: NewCharge, key: String) async throws -> PixCharge {
    let body = CreateBody(
      amount: charge.cents, expiresIn: charge.lifetime.components.seconds,
      description: String(charge.description.prefix(Self.maximumDescriptionLength)),
      metadata: ["externalId": charge.orderID])
    var request = request("/pixQrCode/create", key: key)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = Array(try JSONEncoder().encode(body))
    let made = try await exchange(request, as: Charge.self)
    guard made.amount == charge.cents, !made.id.isEmpty, !made.brCode.isEmpty else {
      throw PaymentError.unavailable("its charge is not the one that was asked for")
    }
    return PixCharge(id: made.id, code: made.brCode, expiresAt: made.expiresAt.flatMap(Timestamp.init(iso8601:)))
  }

  /// What became of a charge (`GET /pixQrCode/check`).
  /// - Throws: ``PaymentError/unavailable(_:)``, `CancellationError`.
  func status(of chargeID: String, key: String) async throws -> ChargeStatus {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_."))
    let id = chargeID.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    return try await exchange(request("/pixQrCode/check?id=\(id)", key: key), as: Check.self).status
  }

  private func request(_ path: String, key: String) -> OutboundRequest {
    OutboundRequest(path, headers: ["authorization": "Bearer \(key)", "accept": "application/json"])
  }

  private func exchange<Answer: Decodable>(_ request: OutboundRequest, as: Answer.Type) async throws -> Answer {
    let answer: OutboundAnswer
    do {
      answer = try await http.send(request)
    } catch is OutboundFailure {
      throw PaymentError.unavailable("there was no answer")
    }
    guard answer.isSuccess, let data = answer.json(as: Envelope<Answer>.self)?.data else {
      throw PaymentError.unavailable("its answer was \(answer.status)")
    }
    return data
  }
}

extension AbacatePay {
  private struct CreateBody: Encodable {
    var amount: Int64
    /// In seconds.
    var expiresIn: Int64
    var description: String
    var metadata: [String: String]
  }

  /// Every answer: `data`, or else `error`.
  private struct Envelope<Value: Decodable>: Decodable {
    var data: Value?
  }

  private struct Charge: Decodable {
    var id: String
    var amount: Int64
    var brCode: String
    var expiresAt: String?
  }

  private struct Check: Decodable {
    var status: ChargeStatus
  }
}
