import Foundation
import TestSupport

/// A user with a company, a store with two products, and an agent: what a chat needs.
struct Shop {
  let userID: String
  let companyID: String
  let storeID: String
  let agentID: String
  let office: TestHTTP

  /// - Parameter values: the keys of a `quartet.env`.
  static func open(_ url: String, _ values: [String: String]) async throws -> Shop {
    let client = TestHTTP(
      url, headers: ["X-Forwarded-For": "198.51.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"])
    let app = client.with(["X-API-Key": values["QUARTET_PUBLISHABLE_KEY"] ?? "", "Origin": "http://localhost:3000"])
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    let registered = try await app.send(
      "POST", "/v1/auth/register", #"{"email":"\#(tag)@example.com","password":"Segredo123"}"#)
    let user = registered.json["user"] as? [String: Any]
    let userID = try id(user, registered)
    let office = client.with(["X-Internal-Token": values["INTERNAL_TOKEN"] ?? "", "X-Actor-User-Id": userID])
    let company = try await office.send("POST", "/internal/company/ensure", #"{"name":"Loja \#(tag)"}"#)
    let companyID = try id(company.json, company)
    let store = try await office.send(
      "POST", "/internal/stores",
      #"{"company_id":"\#(companyID)","name":"Loja","slug":"loja-\#(tag)","pix_key":"\#(tag)@example.com"}"#)
    let storeID = try id(store.json, store)
    _ = try await office.send(
      "POST", "/internal/products/batch-upsert",
      #"""
      {"store_id":"\#(storeID)","products":[
      {"sku":"CAF","name":"Café Torrado 500g","price_cents":1890,"stock":40},
      {"sku":"PAO","name":"Pão de Queijo 1kg","price_cents":2490,"stock":5}]}
      """#)
    let agent = try await office.send("POST", "/internal/agents", #"{"store_id":"\#(storeID)","name":"Bia"}"#)
    return Shop(
      userID: userID, companyID: companyID, storeID: storeID, agentID: try id(agent.json, agent), office: office)
  }

  /// Says something to the agent, as a buyer does.
  func say(_ message: String, headers: [String: String] = [:]) async throws -> TestResponse {
    try await TestHTTP(office.url, headers: headers).send(
      "POST", "/chat", #"{"type":"vendas","message":"\#(message)","agent_id":"\#(agentID)"}"#)
  }

  private static func id(_ json: [String: Any]?, _ response: TestResponse) throws -> String {
    guard let id = json?["id"] as? String else {
      throw QuartetProcess.NotReady(description: "\(response.status) \(response.text)")
    }
    return id
  }
}
