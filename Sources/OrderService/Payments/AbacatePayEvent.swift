import Foundation
import Runtime

/// An event that AbacatePay reports (https://docs.abacatepay.com/pages/webhooks), of version 1 or 2.
struct AbacatePayEvent: Sendable, Equatable {
  /// Tells repetitions; unset in some of AbacatePay's own examples.
  var id: String?
  var name: String
  /// The charge that it is about; nil for an event of another kind.
  var charge: Charge?

  struct Charge: Sendable, Equatable {
    var id: String
    var status: AbacatePay.ChargeStatus
    /// What was paid.
    var cents: Int64
  }

  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(json: Data) throws {
    var check = Violations()
    let body: Body
    do {
      body = try JSONDecoder().decode(Body.self, from: json)
    } catch {
      check.add(Self.place(of: error), "is not what an event has there", type: "json_invalid")
      try check.throwIfAny()
      throw error
    }
    self.init(id: body.id, name: body.event, charge: nil)
    // A status that is none of ours changes no order.
    guard let charge = body.data?.charge, let status = charge.status.map(AbacatePay.ChargeStatus.init) ?? implied
    else { return }
    let cents = charge.paidAmount ?? body.data?.payment?.amount ?? charge.amount ?? 0
    check.require(cents > 0, "data.amount", "should be 1 or more")
    check.identifier(charge.id ?? "", "data.id", 1...200)
    try check.throwIfAny()
    self.charge = Charge(id: charge.id ?? "", status: status, cents: cents)
  }

  /// What the event's name says when the charge does not.
  private var implied: AbacatePay.ChargeStatus? {
    name.hasSuffix(".paid") || name.hasSuffix(".completed") ? .paid : nil
  }

  private init(id: String?, name: String, charge: Charge?) {
    self.id = id.flatMap { $0.isEmpty || $0.isLonger(than: 200) || $0.firstControlCharacter != nil ? nil : $0 }
    self.name = name
    self.charge = charge
  }

  private static func place(of error: any Error) -> String {
    let path =
      switch error as? DecodingError {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        context.codingPath
      case .keyNotFound(let key, let context): context.codingPath + [key]
      default: [any CodingKey]()
      }
    return path.isEmpty ? "body" : path.map(\.stringValue).joined(separator: ".")
  }
}

extension AbacatePayEvent {
  private struct Body: Decodable {
    var id: String?
    var event: String
    var data: Content?
  }

  /// The charge stands under a name of its kind, or is the content itself.
  private struct Content: Decodable {
    var payment: Payment?
    var pixQrCode: Object?
    var billing: Object?
    var transparent: Object?
    var id: String?
    var status: String?
    var amount: Int64?
    var paidAmount: Int64?

    var charge: Object? {
      if let object = pixQrCode ?? transparent ?? billing { return object }
      guard let id, id.hasPrefix("pix_") || id.hasPrefix("bill_") else { return nil }
      return Object(id: id, status: status, amount: amount, paidAmount: paidAmount)
    }
  }

  private struct Payment: Decodable {
    var amount: Int64?
  }

  private struct Object: Decodable {
    var id: String?
    var status: String?
    var amount: Int64?
    var paidAmount: Int64?
  }
}
