import Foundation

/// The standard `process_…` metrics (Prometheus' client library guidelines), read from Linux' /proc at
/// every exposition. A value that cannot be read is left out.
struct ProcessMetrics: Sendable {
  private let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
  private let pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))
  private let bootTime = Self.readBootTime()

  func write(to text: inout ExpositionText) {
    if let fields = Self.stat() {
      // proc(5) numbers the fields from 1; the list begins with field 3, after the name in parentheses.
      func field(_ number: Int) -> Double? { number - 3 < fields.count ? Double(fields[number - 3]) : nil }
      if let user = field(14), let system = field(15) {
        text.family("process_cpu_seconds_total", .counter, "User and system CPU time spent, in seconds.")
        text.sample("process_cpu_seconds_total", (user + system) / ticksPerSecond)
      }
      gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", field(23), &text)
      gauge("process_resident_memory_bytes", "Resident memory size in bytes.", field(24).map { $0 * pageSize }, &text)
      gauge(
        "process_start_time_seconds", "Start time of the process since the Unix epoch, in seconds.",
        field(22).flatMap { ticks in bootTime.map { $0 + ticks / ticksPerSecond } }, &text)
      gauge("process_threads", "Number of threads.", field(20), &text)
    }
    gauge("process_open_fds", "Number of open file descriptors.", Self.openDescriptors(), &text)
    gauge("process_max_fds", "Maximum number of open file descriptors.", Self.maxDescriptors(), &text)
  }

  private func gauge(_ name: String, _ help: String, _ value: Double?, _ text: inout ExpositionText) {
    guard let value else { return }
    text.family(name, .gauge, help)
    text.sample(name, value)
  }

  private static func stat() -> [Substring]? {
    guard let line = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      // The name may hold spaces and parentheses itself.
      let end = line.lastIndex(of: ")")
    else { return nil }
    return line[line.index(after: end)...].split(whereSeparator: \.isWhitespace)
  }

  private static func readBootTime() -> Double? {
    guard let lines = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
    return lines.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
  }

  private static func openDescriptors() -> Double? {
    // The listing itself holds one descriptor open.
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))
      .map { Double(max(0, $0.count - 1)) }
  }

  private static func maxDescriptors() -> Double? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Double(limit.rlim_cur)
  }
}
