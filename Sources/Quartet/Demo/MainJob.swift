import Foundation

/// The main job: from a new user to a cancelled order, checking on the way what a user would look at.
struct MainJob {
  let client: DemoClient
  let rows: [[String: Any]]
  private let tag = String(UInt32.random(in: .min ... .max), radix: 36)

  init(client: DemoClient, rows: [[String: Any]]) {
    self.client = client
    self.rows = rows
  }

  func play() async throws {
    let email = "ana.\(tag)@example.com"
    let password = "Segredo123"
    step("Register a user and log in")
    _ = try await client.call(
      "POST", "/v1/auth/register", as: .app(token: nil),
      body: ["email": email, "password": password, "display_name": "Ana Souza"], expect: 201)
    let login = try await client.call(
      "POST", "/v1/auth/login", as: .app(token: nil), body: ["email": email, "password": password])
    let token = try text(login, "access_token")
    let me = try await client.call("GET", "/v1/auth/me", as: .app(token: token))
    let office = DemoClient.Identity.backOffice(actor: try text(me, "id"))

    step("Create an organization and a store")
    let organization = try await client.call(
      "POST", "/v1/organizations", as: .app(token: token),
      body: ["name": "Mercadinho da Ana", "slug": "mercadinho-\(tag)"], expect: 201)
    let company = try text(organization, "id")
    let store = try await client.call(
      "POST", "/internal/stores", as: office,
      body: [
        "company_id": company, "name": "Mercadinho da Ana", "slug": "mercadinho-\(tag)", "city": "São Paulo",
        "pix_key": "ana.\(tag)@example.com",
      ], expect: 201)
    let storeID = try text(store, "id")

    step("Load \(rows.count) products from the CSV file")
    let upsert = try await client.call(
      "POST", "/internal/products/batch-upsert", as: office, body: ["store_id": storeID, "products": rows], show: false)
    try require(number(upsert, "created") == rows.count, "all \(rows.count) products are created: \(upsert)")

    step("Create an agent and ask it, in Portuguese, for two of a product")
    let agent = try await client.call(
      "POST", "/internal/agents", as: office, body: ["store_id": storeID, "name": "Bia", "type": "vendas"], expect: 201)
    let chat = try await client.call(
      "POST", "/chat", as: .anyone,
      body: [
        "type": "vendas",
        "message": "Oi! Quero 2 cafés torrados e moídos de 500g, por favor. Vou pagar com PIX.",
        "agent_id": try text(agent, "id"), "store_id": storeID,
      ])
    let orderID = try text(chat, "order_id")
    let code = try text(chat, "pix_copy_paste")
    try require(code.hasPrefix("000201") && code.contains("br.gov.bcb.pix"), "the PIX code is a BR Code")
    let order = try await client.call("GET", "/internal/orders/\(orderID)", as: office)
    guard let item = (order["items"] as? [[String: Any]])?.first else {
      throw StartupFailure("The order has no items.")
    }
    let productID = try text(item, "product_id")
    let before = number(try await client.call("GET", "/internal/products/\(productID)", as: office), "stock")

    step("Confirm the payment: stock goes down")
    try await transition(orderID, "confirmed", office)
    let sold = number(try await client.call("GET", "/internal/products/\(productID)", as: office), "stock")
    try require(sold == before - number(item, "quantity"), "stock went from \(before) to \(sold)")

    step("The tokens of the chat show in the usage and count against the quota")
    let path = "?company_id=\(company)"
    let summary = try await client.call("GET", "/internal/token-usage/summary\(path)&period=month", as: office)
    let month = try await client.call("GET", "/internal/billing/usage-this-month\(path)", as: office)
    try require(number(summary, "total_tokens") > 0, "the summary shows the chat's tokens")
    try require(number(month, "used") == number(summary, "total_tokens"), "they count against the quota")

    step("Cancel the order: stock is back")
    try await transition(orderID, "cancelled", office)
    let restored = number(try await client.call("GET", "/internal/products/\(productID)", as: office), "stock")
    try require(restored == before, "stock is back at \(restored)")
    print("The main job is done.")
  }

  private func transition(_ order: String, _ status: String, _ identity: DemoClient.Identity) async throws {
    _ = try await client.call(
      "POST", "/internal/orders/\(order)/transition", as: identity, body: ["to": status], show: false)
  }

  private func step(_ title: String) { print("== \(title)") }

  private func require(_ condition: Bool, _ what: String) throws {
    guard condition else { throw StartupFailure("Not as it should be: \(what)") }
    print("  ok: \(what)\n")
  }

  private func text(_ json: [String: Any], _ key: String) throws -> String {
    guard let value = json[key] as? String, !value.isEmpty else {
      throw StartupFailure("The answer has no \(key): \(json)")
    }
    return value
  }

  private func number(_ json: [String: Any], _ key: String) -> Int { (json[key] as? NSNumber)?.intValue ?? -1 }
}
