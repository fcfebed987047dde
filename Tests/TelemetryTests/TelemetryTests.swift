import Testing
import Tracing

@testable import Telemetry

@Suite("Putting telemetry together")
struct TelemetryTests {
  @Test("without an endpoint there is no exporter and nothing to run", arguments: [nil, ""])
  func noExporter(endpoint: String?) throws {
    let handles = try Telemetry.make(role: "order", otlpEndpoint: endpoint)
    #expect(handles.exporter == nil)
    #expect(handles.services.isEmpty)
    #expect(!handles.tracer.startSpan("x", context: .topLevel).isRecording)
  }

  @Test("with an endpoint spans are recorded")
  func exporter() throws {
    let handles = try Telemetry.make(role: "order", otlpEndpoint: "http://127.0.0.1:4318")
    #expect(handles.services.count == 1)
    #expect(handles.tracer.startSpan("x", context: .topLevel).isRecording)
  }

  @Test("bad settings are refused in words for the operator")
  func refused() {
    #expect(throws: TelemetryError.invalidEndpoint("collector")) {
      try Telemetry.make(role: "order", otlpEndpoint: "collector")
    }
    #expect(throws: TelemetryError.invalidSamplingRatio(1.5)) {
      try Telemetry.make(role: "order", samplingRatio: 1.5)
    }
    #expect(!TelemetryError.invalidEndpoint("ftp://u:hunter2@h").description.contains("hunter2"))
  }

  @Test("a process is bootstrapped once; asking again gives the same, or says so")
  func once() throws {
    let first = try Telemetry.bootstrapOnce(role: "test", logLevel: .critical)
    let second = try Telemetry.bootstrapOnce(role: "other", otlpEndpoint: "nonsense")
    #expect(first.registry === second.registry)
    #expect(throws: TelemetryError.alreadyBootstrapped) { try Telemetry.bootstrap(role: "test") }
    #expect(InstrumentationSystem.tracer is QuartetTracer)
  }
}
