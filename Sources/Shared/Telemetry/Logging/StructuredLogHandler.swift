import Foundation
import Logging
import ServiceContextModule

/// Writes one line per event, with the ids of the trace and the request, and without secrets.
public struct StructuredLogHandler: LogHandler {
  /// Takes a whole line with its newline.
  public typealias Output = @Sendable (String) -> Void

  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  private let label: String
  private let format: LogFormat
  private let output: Output

  public init(
    label: String, level: Logger.Level = .info, format: LogFormat = .logfmt,
    metadataProvider: Logger.MetadataProvider? = nil, output: @escaping Output = StandardError.write
  ) {
    self.label = label
    self.logLevel = level
    self.format = format
    self.metadataProvider = metadataProvider
    self.output = output
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var line = LogLine(format)
    line.add("ts", LogTimestamp.now())
    line.add("level", event.level.rawValue)
    line.add("logger", label)
    line.add("msg", LogRedaction.redact(event.message.description))
    if let error = event.error { line.add("error", LogRedaction.redact(String(reflecting: error))) }
    for (key, value) in merged(event.metadata).sorted(by: { $0.key < $1.key }) {
      line.add(key, LogRedaction.redact(value, key: key))
    }
    output(line.finished())
  }

  /// What is nearer to the event wins.
  private func merged(_ explicit: Logger.Metadata?) -> Logger.Metadata {
    var merged = metadata
    if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
    if let explicit { merged.merge(explicit) { $1 } }
    return merged
  }
}

extension Logger.MetadataProvider {
  /// `trace_id`, `span_id` and `request_id` of what runs.
  public static let serviceContext = Logger.MetadataProvider {
    guard let context = ServiceContext.current else { return [:] }
    var metadata: Logger.Metadata = [:]
    if let trace = context.traceContext {
      metadata["trace_id"] = .string(trace.traceID.description)
      metadata["span_id"] = .string(trace.spanID.description)
    }
    if let request = context.requestID { metadata["request_id"] = .string(request) }
    return metadata
  }
}

/// The process's standard error.
public enum StandardError {
  /// Writes a line with one system call, so that lines of several threads do not mix.
  public static func write(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let base = rest.baseAddress, !rest.isEmpty {
        let written = Foundation.write(STDERR_FILENO, base, rest.count)
        // A log that nobody can read any more is no reason to fail.
        guard written > 0 || errno == EINTR else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, written)))
      }
    }
  }
}
