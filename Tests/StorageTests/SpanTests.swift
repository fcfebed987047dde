import InMemoryTracing
import Storage
import TestSupport
import Testing
import Tracing

@Suite("Spans")
struct SpanTests {
  private struct Refused: Error {}

  @Test("each transaction is one client span under the caller's", arguments: Engine.available)
  func spans(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      let tracer = InMemoryTracer(idGenerator: .incrementing)
      try await withTracer(tracer) {
        try await withSpan("request") { _ in
          try await database.write { tx in
            try Bank.open(tx, 1)
            try Bank.open(tx, 2)
          }
          _ = try await database.read { tx in try Bank.balance(tx, 1) }
          _ = try? await database.write { _ in throw Refused() }
        }
      }
      let spans = tracer.finishedSpans.filter { $0.operationName != "request" }
      let request = try #require(tracer.finishedSpans.first { $0.operationName == "request" })
      #expect(spans.map(\.operationName) == ["db.write", "db.read", "db.write"])
      #expect(spans.map(\.kind) == [.client, .client, .client])
      #expect(spans.map(\.parentSpanID) == [request.spanID, request.spanID, request.spanID])
      #expect(spans.map { $0.status?.code == .error } == [false, false, true])
      let system = engine == .sqlite ? "sqlite" : "postgresql"
      #expect(spans.allSatisfy { $0.attributes["db.system"]?.toSpanAttribute() == .string(system) })
    }
  }
}
