/// How a log line is written; `LOG_FORMAT`.
public enum LogFormat: String, Sendable, CaseIterable {
  /// One JSON object, for machines.
  case json
  /// `key=value` pairs, for people and machines.
  case logfmt
}
