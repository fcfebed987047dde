import Contracts
import GRPCCore
import TestSupport
import Testing

@testable import Runtime

@Suite("A service's port")
struct ServerTests {
  @Test(
    "a grpc-timeout of any form leaves the service serving",
    arguments: [
      "-1S", "-9999999S", "-0S", "+5S", "S", "5", "5x", "1S1S", "9999999H", "99999999H", "99999999n", "123456789S",
      "9223372036854775807S", "\u{663}S", "1.5S", "5S",
    ])
  func timeouts(_ timeout: String) async throws {
    try await withNetwork { network in
      let odd = try await RawConnection.check(port: network.port, [("grpc-timeout", timeout)])
      #expect(odd == "0")
      let twice = try await RawConnection.check(
        port: network.port, [("grpc-timeout", "5S"), ("grpc-timeout", timeout)])
      #expect(twice == "0")
      try await network.call()
    }
  }

  @Test(
    "headers that no client of ours sends leave the service serving",
    arguments: [
      ("x-bin", "a"), ("x-bin", "===="), ("x-bin", "é"), ("grpc-encoding", "gzip"), ("grpc-encoding", ""),
      ("grpc-accept-encoding", "gzip,,deflate"), ("grpc-previous-rpc-attempts", "99999999999999999999"),
      ("quartet-timeout", "-9223372036854775808"), ("quartet-caller-bin", "////"), ("content-length", "5"),
    ])
  func headers(_ name: String, _ value: String) async throws {
    try await withNetwork { network in
      _ = try? await RawConnection.check(port: network.port, [(name, value)])
      try await network.call()
    }
  }

  @Test("a connection beyond the budget is closed, and those within it go on")
  func budget() async throws {
    let budget = ConnectionBudget(maximum: 1)
    try await withNetwork(budget: budget) { network in
      let first = try await RawConnection.open(port: network.port)
      let status = try await first.check()
      #expect(status == "0")
      for _ in 0..<5 {
        await #expect(throws: (any Error).self) { try await RawConnection.check(port: network.port) }
      }
      let again = try await first.check()
      #expect(again == "0")
      #expect(budget.open == 1)
      try await first.close()
    }
  }

  @Test("a budget is given back, and leaves files for the process itself")
  func budgetCounts() {
    let budget = ConnectionBudget(maximum: 2)
    #expect(budget.take() && budget.take() && !budget.take())
    budget.giveBack()
    #expect(budget.open == 1)
    #expect(budget.take())
    #expect(ConnectionBudget.maximum(openFiles: 256) == 64)
    #expect(ConnectionBudget.maximum(openFiles: 400) == 200)
    #expect(ConnectionBudget.maximum(openFiles: 1024) == 768)
    #expect(ConnectionBudget.maximum(openFiles: 1 << 20) == 32_768)
  }

  @Test("a call whose head is too long fails alone")
  func heads() async throws {
    let (arrived, open) = (Gate(), Gate())
    let service = FakeService.plans {
      arrived.open()
      await open.wait()
    }
    try await withNetwork(service) { network in
      let waiting = Task { try await network.call() }
      await arrived.wait()
      for length in [100_000, 30_000, 17_000, 100_000] {
        let error = try await refusal {
          try await network.call(metadata: [("cookie", String(repeating: "x", count: length))])
        }
        #expect(error.reason == "HEADERS_TOO_LARGE")
        #expect(error.code == .invalidArgument)
      }
      open.open()
      try await waiting.value
      try await network.call()
    }
  }

  @Test("an error with very many violations is the same in one process and over the network, and ends no other call")
  func manyViolations() async throws {
    let violations = (0..<500).map { FieldViolation("items[\($0)].name", String(repeating: "ç", count: 300)) }
    let error = ServiceError(
      .invalidArgument, "VALIDATION_FAILED", String(repeating: "não é válido; ", count: 5000),
      metadata: ["columns": String(repeating: "x", count: 10_000), "limit": "5"], violations: violations,
      retryAfter: .seconds(7), httpStatus: 422)
    let service = FakeService.plans { throw error }
    let services = InProcessServices()
    services.host(service.module("billing"))
    let call = Call(caller: Caller(credential: .service), requestID: "request-1")
    let channel = ServiceChannel.inProcess(services)
    let direct = try await refusal {
      try await channel.call(.listPublicPlans, .init(), as: call)
    }
    try await withNetwork(service) { network in
      for _ in 0..<4 {
        let remote = try await refusal { try await network.call() }
        #expect(remote == direct)
      }
    }
    let last = try #require(direct.violations.last)
    let shown = (direct.violations.count ?? 0) - 1
    #expect(last.message == "and \(500 - shown) more")
    #expect(direct.violations.first?.field == "items[0].name")
    #expect(direct.message.hasPrefix("não é válido; não") == true)
    #expect(direct.message.hasSuffix("…") == true)
    #expect(direct.metadata["limit"] == "5")
  }

  @Test("a short error crosses the border unharmed")
  func shortError() async throws {
    let error = ServiceError(
      .failedPrecondition, "OUT_OF_STOCK", "Não há 100% em estoque: %41 é o que há.", metadata: ["left": "3"],
      violations: [FieldViolation("items[0].quantity", "should be at most 3")], httpStatus: 409)
    try await withNetwork(.plans { throw error }) { network in
      let remote = try await refusal { try await network.call() }
      #expect(remote == error)
    }
  }
}
