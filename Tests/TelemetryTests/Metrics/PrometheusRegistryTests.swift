import Metrics
import Testing

@testable import Telemetry

@Suite("Metrics in Prometheus text")
struct PrometheusRegistryTests {
  private let registry = PrometheusRegistry(processMetrics: false)

  @Test("each type is written as Prometheus expects it")
  func exposition() {
    Counter(label: "orders.created", dimensions: [("store", "são-paulo")], factory: registry).increment(by: 3)
    Counter(label: "orders.created", dimensions: [("store", "rio")], factory: registry).increment()
    FloatingPointCounter(label: "cost_total", factory: registry).increment(by: 0.25)
    Gauge(label: "queue_depth", factory: registry).record(7)
    let meter = Meter(label: "pool", factory: registry)
    meter.set(2.5)
    meter.decrement(by: 1.0)
    let recorder = Recorder(label: "reply_tokens", factory: registry)
    recorder.record(10)
    recorder.record(32)
    let timer = Metrics.Timer(label: "rpc_seconds", dimensions: [("code", "ok")], factory: registry)
    timer.recordNanoseconds(500_000)
    timer.recordNanoseconds(500_001)
    timer.recordMilliseconds(20)
    timer.recordSeconds(60)
    registry.describe("orders_created_total", "Orders\nby \\store.")

    #expect(
      registry.render() == #"""
        # HELP cost_total The counter cost_total.
        # TYPE cost_total counter
        cost_total 0.25
        # HELP orders_created_total Orders\nby \\store.
        # TYPE orders_created_total counter
        orders_created_total{store="rio"} 1
        orders_created_total{store="são-paulo"} 3
        # HELP pool The gauge pool.
        # TYPE pool gauge
        pool 1.5
        # HELP queue_depth The gauge queue_depth.
        # TYPE queue_depth gauge
        queue_depth 7
        # HELP reply_tokens The summary reply_tokens.
        # TYPE reply_tokens summary
        reply_tokens_sum 42
        reply_tokens_count 2
        # HELP rpc_seconds The histogram rpc_seconds.
        # TYPE rpc_seconds histogram
        rpc_seconds_bucket{code="ok",le="0.0005"} 1
        rpc_seconds_bucket{code="ok",le="0.001"} 2
        rpc_seconds_bucket{code="ok",le="0.0025"} 2
        rpc_seconds_bucket{code="ok",le="0.005"} 2
        rpc_seconds_bucket{code="ok",le="0.01"} 2
        rpc_seconds_bucket{code="ok",le="0.025"} 3
        rpc_seconds_bucket{code="ok",le="0.05"} 3
        rpc_seconds_bucket{code="ok",le="0.1"} 3
        rpc_seconds_bucket{code="ok",le="0.25"} 3
        rpc_seconds_bucket{code="ok",le="0.5"} 3
        rpc_seconds_bucket{code="ok",le="1"} 3
        rpc_seconds_bucket{code="ok",le="2.5"} 3
        rpc_seconds_bucket{code="ok",le="5"} 3
        rpc_seconds_bucket{code="ok",le="10"} 3
        rpc_seconds_bucket{code="ok",le="+Inf"} 4
        rpc_seconds_sum{code="ok"} 60.021000001
        rpc_seconds_count{code="ok"} 4

        """#)
  }

  @Test(
    "names and labels are made valid",
    arguments: [
      ("http.server.requests", "http_server_requests_total"), ("9lives", "_9lives_total"), ("", "__total"),
      ("naïve", "na__ve_total"), ("job:rate_total", "job:rate_total"),
    ])
  func names(label: String, name: String) {
    Counter(label: label, factory: registry).increment()
    #expect(registry.render().contains("\n\(name) 1\n"))
  }

  @Test("a timer's name says that it is in seconds")
  func timerName() {
    Metrics.Timer(label: "http.duration", factory: registry).recordSeconds(1)
    #expect(registry.render().contains("http_duration_seconds_sum 1\n"))
  }

  @Test("label values are escaped, and label names are valid, unreserved and unique")
  func labels() {
    Counter(label: "a", dimensions: [("path", "C:\\x\"y\"\nz")], factory: registry).increment()
    #expect(registry.render().contains(#"a_total{path="C:\\x\"y\"\nz"} 1"#))

    Counter(label: "b", dimensions: [("x.y", "1"), ("x-y", "2"), ("__z", "3")], factory: registry).increment()
    #expect(registry.render().contains(#"b_total{_z="3",x_y="1",x_y_="2"} 1"#))

    Metrics.Timer(label: "c", dimensions: [("le", "1")], factory: registry).recordSeconds(1)
    #expect(registry.render().contains(#"c_seconds_count{exported_le="1"} 1"#))
  }

  @Test("the same label and dimensions mean the same series, in any order")
  func sameSeries() {
    Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
    Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
    FloatingPointCounter(label: "n_total", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment(by: 0.5)
    #expect(registry.render().contains(#"n_total{a="1",b="2"} 2.5"#))
  }

  @Test("a label with two types is two metrics")
  func conflict() {
    Gauge(label: "size", factory: registry).record(1)
    Recorder(label: "size", factory: registry).record(2)
    #expect(registry.render().contains("# TYPE size gauge\nsize 1\n"))
    #expect(registry.render().contains("# TYPE size_summary summary\nsize_summary_sum 2\n"))
  }

  @Test("a destroyed metric is gone, its siblings stay")
  func destroy() {
    let gone = Counter(label: "n", dimensions: [("a", "1")], factory: registry)
    gone.increment()
    Counter(label: "n", dimensions: [("a", "2")], factory: registry).increment()
    gone.destroy()
    #expect(!registry.render().contains(#"a="1""#))
    #expect(registry.render().contains(#"n_total{a="2"} 1"#))
    Counter(label: "n", dimensions: [("a", "1")], factory: registry).increment()
    #expect(registry.render().contains(#"n_total{a="1"} 1"#))
  }

  @Test("a dimension without end shares one series beyond the limit")
  func overflow() {
    for number in 0..<(PrometheusRegistry.maximumSeries + 5) {
      Counter(label: "n", dimensions: [("user", "\(number)")], factory: registry).increment()
    }
    #expect(registry.render().contains(#"n_total{overflow="true"} 5"#))
  }

  @Test("counters only grow")
  func monotonic() {
    let counter = FloatingPointCounter(label: "n", factory: registry)
    for amount in [1, -1, .infinity, .nan, 0.5] as [Double] { counter.increment(by: amount) }
    Counter(label: "n", factory: registry).increment(by: -4)
    #expect(registry.render().contains("\nn_total 1.5\n"))
  }

  @Test("nothing is lost when many tasks count at once")
  func concurrent() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<1000 {
            Counter(label: "n", factory: registry).increment()
            Recorder(label: "r", factory: registry).record(0.5)
            Metrics.Timer(label: "t", factory: registry).recordNanoseconds(1_000_000)
          }
        }
      }
    }
    let text = registry.render()
    #expect(text.contains("\nn_total 8000\n"))
    #expect(text.contains("r_sum 4000\nr_count 8000\n"))
    #expect(text.contains("t_seconds_sum 8\nt_seconds_count 8000\n"))
  }

  @Test(
    "special values are spelt as Prometheus spells them",
    arguments: [
      (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0, "0"), (-0.5, "-0.5"), (1e300, "1e+300"),
    ])
  func numbers(value: Double, text: String) {
    #expect(ExpositionText.number(value) == text)
  }

  @Test("the process describes itself")
  func process() throws {
    let text = PrometheusRegistry().render()
    func value(_ name: String) -> Double? {
      text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
    #expect(text.contains("# TYPE process_cpu_seconds_total counter\n"))
    #expect(try #require(value("process_cpu_seconds_total")) >= 0)
    #expect(try #require(value("process_resident_memory_bytes")) > 1_000_000)
    #expect(try #require(value("process_open_fds")) >= 3)
    #expect(try #require(value("process_start_time_seconds")) > 1_600_000_000)
  }
}
