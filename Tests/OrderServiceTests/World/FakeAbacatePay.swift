import Foundation
import Synchronization
import TestSupport

/// AbacatePay, version 1, as far as its documentation says what goes over the wire: `POST
/// /v1/pixQrCode/create` and `GET /v1/pixQrCode/check` behind a bearer key, every answer `{"data", "error"}`.
final class FakeAbacatePay: Sendable {
  struct Charge: Sendable {
    var id: String
    var orderID: String
    var amount: Int64
    var expiresIn: Int64
    var key: String
    var status = "PENDING"
  }
  /// What happens to the next requests.
  enum Mood: Sendable {
    case fine
    /// Answers with this status.
    case refusing(Int)
    /// Makes the charge, and the answer is lost.
    case losingAnswers
    /// Answers once the gate opens.
    case slow(Gate)
  }
  private struct State {
    var charges: [Charge] = []
    var mood = Mood.fine
    var checks: [String] = []
  }
  private let state = Mutex(State())

  var charges: [Charge] { state.withLock { $0.charges } }
  /// The charges that were asked about.
  var checks: [String] { state.withLock { $0.checks } }

  func become(_ mood: Mood) { state.withLock { $0.mood = mood } }

  /// What AbacatePay knows about a charge from now on.
  func set(_ status: String, of chargeID: String) {
    state.withLock { state in
      for index in state.charges.indices where state.charges[index].id == chargeID {
        state.charges[index].status = status
      }
    }
  }

  /// Serves while `body` runs, with the base URL as the setting has it.
  static func with<T: Sendable>(
    _ body: @escaping @Sendable (FakeAbacatePay, String) async throws -> T
  ) async throws -> T {
    let fake = FakeAbacatePay()
    return try await TestServer.with(
      requests: { try await fake.answer($0) }, { url in try await body(fake, url + "/v1") })
  }

  private func answer(_ request: TestServer.Received) async throws -> TestServer.Reply {
    let mood = state.withLock { $0.mood }
    if case .slow(let gate) = mood { await gate.wait() }
    guard let key = request.headers["authorization"], key.hasPrefix("Bearer abc_") else {
      return error("Unauthorized", 401)
    }
    if case .refusing(let status) = mood { return error("no", status) }
    switch (request.method, request.path) {
    case ("POST", "/v1/pixQrCode/create"):
      let charge = try create(request.body, key: String(key.dropFirst(7)))
      if case .losingAnswers = mood { return TestServer.Reply("<html>bad gateway</html>", status: 502) }
      return data(charge)
    case ("GET", "/v1/pixQrCode/check"):
      let id = String(request.query.dropFirst("id=".count))
      let charge = state.withLock { state in
        state.checks.append(id)
        return state.charges.first { $0.id == id }
      }
      guard let charge else { return error("Not found", 404) }
      return TestServer.Reply(
        #"{"data":{"status":"\#(charge.status)","expiresAt":"2026-03-02T13:00:00.000Z"},"error":null}"#)
    default: return error("Not found", 404)
    }
  }

  private struct NewCharge: Decodable {
    var amount: Int64
    var expiresIn: Int64
    var description: String
    var metadata: [String: String]
  }

  private func create(_ body: [UInt8], key: String) throws -> Charge {
    let new = try JSONDecoder().decode(NewCharge.self, from: Data(body))
    return state.withLock { state in
      let charge = Charge(
        id: "pix_char_\(state.charges.count + 1)", orderID: new.metadata["externalId"] ?? "", amount: new.amount,
        expiresIn: new.expiresIn, key: key)
      state.charges.append(charge)
      return charge
    }
  }

  private func data(_ charge: Charge) -> TestServer.Reply {
    TestServer.Reply(
      """
      {"data":{"id":"\(charge.id)","amount":\(charge.amount),"status":"PENDING","devMode":true,"method":"PIX",
      "brCode":"00020101-\(charge.id)","brCodeBase64":"data:image/png;base64,iVBORw0KGgo=","platformFee":80,
      "description":"Pedido","metadata":{"externalId":"\(charge.orderID)"},"createdAt":"2026-03-02T12:00:00.000Z",
      "updatedAt":"2026-03-02T12:00:00.000Z","expiresAt":"2026-03-02T13:00:00.000Z"},"error":null}
      """)
  }

  private func error(_ message: String, _ status: Int) -> TestServer.Reply {
    TestServer.Reply(#"{"data":null,"error":"\#(message)"}"#, status: status)
  }
}
