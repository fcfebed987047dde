import HTTPTypes
import Instrumentation

/// Reads the trace context from HTTP headers.
struct HeaderExtractor: Extractor {
  func extract(key: String, from carrier: HTTPFields) -> String? {
    HTTPField.Name(key).flatMap { carrier[$0] }
  }
}
