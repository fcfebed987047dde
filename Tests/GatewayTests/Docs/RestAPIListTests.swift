import Foundation
import Runtime
import TestSupport
import Testing

@testable import Gateway

@Suite("The list of REST endpoints")
struct RestAPIListTests {
  @Test("every documented endpoint that docs/rest-api.md calls served has a route, and the file is current")
  func restAPI() throws {
    let contract = try GatewayContract()
    let list = RestAPIList(contract: contract)
    let file = try String(contentsOf: QuartetProcess.root.appending(path: "docs/rest-api.md"), encoding: .utf8)
    #expect(file == list.markdown())
    let table = try RouteTable(contract: contract, channels: ServiceChannels(inProcess: InProcessServices()))
    let router = try PathRouter(
      contract.bindings().compactMap { binding in
        try binding.http.target.map {
          PathRouter.Route(method: $0.method, template: try PathTemplate($0.template), owner: binding.owner)
        }
      })
    for line in file.split(separator: "\n") where line.contains("`quartet.") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let path = cells[2].replacing("`", with: "").replacing("{", with: "").replacing("}", with: "")
      guard case .match(let index, _) = router.lookup(method: cells[1], path: path) else {
        Issue.record("\(cells[1]) \(path) has no route")
        continue
      }
      #expect(cells[4] == "`\(table.routes[index].method)`")
    }
  }
}
