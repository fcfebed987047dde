import Foundation
import Runtime
import Storage
import SwiftProtobuf

extension Violations {
  /// An id that a caller chose: 1 to 128 printable ASCII characters without blanks, so that it fits into
  /// a header (`X-Actor-User-Id`) and a path.
  mutating func chosenID(_ text: String, _ field: String) {
    visibleASCII(text, field, 1...128)
  }

  /// Printable ASCII characters without blanks.
  mutating func visibleASCII(_ text: String, _ field: String, _ length: ClosedRange<Int>) {
    guard !text.isEmpty else { return add(field, "Field required", type: "missing") }
    require(
      length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, field,
      "must be \(length.lowerBound) to \(length.upperBound) printable ASCII characters without blanks",
      type: "string_pattern_mismatch")
  }

  /// A moment between 1970 and the year 9999.
  mutating func moment(_ proto: Google_Protobuf_Timestamp, _ field: String) -> Storage.Timestamp {
    let epoch = Storage.Timestamp(microseconds: 0)
    let moment = Storage.Timestamp(proto: proto).flatMap { $0 < epoch ? nil : $0 }
    require(moment != nil, field, "must be between 1970 and 9999", type: "datetime_parsing")
    return moment ?? epoch
  }

  /// An e-mail address, or nil and a violation.
  mutating func email(_ text: String, _ field: String) -> EmailAddress? {
    guard !text.isEmpty else {
      add(field, "Field required", type: "missing")
      return nil
    }
    let address = EmailAddress(text)
    require(address != nil, field, "value is not a valid email address")
    return address
  }

  /// What a PATCH says about a text that may be null.
  /// - Parameter isGiven: false when the field was left out. (No optional: `nil` is how the message writes
  ///   JSON's null.)
  mutating func nullableText(
    _ value: Google_Protobuf_Value, isGiven: Bool, _ field: String, _ maximum: Int
  ) -> NullableChange<String> {
    guard isGiven else { return .keep }
    switch value.kind {
    case .nullValue, nil: return .clear
    case .stringValue(let text):
      self.text(text, field, 0...maximum)
      return text.isEmpty ? .clear : .set(text)
    default:
      add(field, "Input should be a valid string or null", type: "string_type")
      return .keep
    }
  }
}
