import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Each role in a process of its own", .enabled(if: Engine.postgresURL != nil && PythonOracle.isAvailable))
struct FleetTests {
  @Test("a traceparent sent to the gateway is one trace across gateway, agent, order and billing")
  func oneTrace() async throws {
    let exports = Mutex<[[UInt8]]>([])
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    try await TestServer.with { path, body in
      if path == "/v1/traces" { exports.withLock { $0.append(body) } }
      return .init("", contentType: "application/x-protobuf")
    } _: { collector in
      try await Fleet.with(["OTEL_EXPORTER_OTLP_ENDPOINT": collector]) { fleet in
        let shop = try await Shop.open(fleet.url, try Installation.readValues(fleet.directory))
        let answer = try await shop.say(
          "Quero 2 cafés torrados", headers: ["traceparent": "00-\(trace)-00f067aa0ba902b7-01"])
        #expect(answer.json["order_id"] is String, "\(answer.text)")
      }
    }
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let files = try exports.withLock { $0 }.enumerated().map { index, bytes in
      let file = directory.appending(path: "\(index)")
      try Data(bytes).write(to: file)
      return file.path
    }
    let output = try PythonOracle.run("otlp_spans.py", files)
    let spans = output.split(separator: "\n").map { $0.split(separator: "\t") }.filter { $0.first == trace[...] }
    let services = Set(spans.map { String($0[1]) })
    #expect(services == ["quartet-gateway", "quartet-agent", "quartet-order", "quartet-billing"])
    #expect(spans.contains { $0[1] == "quartet-order" && $0[2] == "db.write" })
  }

  @Test("a service answers an independent gRPC client: health, reflection, and calls with the service token only")
  func grpcClient() async throws {
    try await Fleet.with { fleet in
      let address = try await fleet.processes[1].line("ready billing=")
      let output = try PythonOracle.run("grpc_client.py", [address, "service-secret"])
      #expect(
        output.split(separator: "\n") == [
          "health True", "unknown service NOT_FOUND", "lists billing True", "without token UNAUTHENTICATED",
          "wrong token UNAUTHENTICATED", "without caller UNAUTHENTICATED", "with token 4 plans",
        ])
    }
  }

  @Test("a service that goes away is 503, and its return is noticed")
  func restart() async throws {
    try await Fleet.with { fleet in
      let client = TestHTTP(fleet.url)
      #expect(try await client.send("GET", "/billing/plans-public").status == 200)
      let billing = fleet.processes[1]
      await billing.stop()
      let gone = try await client.send("GET", "/billing/plans-public")
      #expect(gone.status == 503)
      #expect((gone.json["detail"] as? String)?.isEmpty == false)
      let back = try fleet.again("billing")
      _ = try await back.line("ready billing=")
      try await eventually { try await client.send("GET", "/billing/plans-public").status == 200 }
      await back.stop()
    }
  }
}
