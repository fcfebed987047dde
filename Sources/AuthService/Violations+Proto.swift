import Runtime
import Storage
import SwiftProtobuf

extension Violations {
  /// A moment between 1970 and the year 9999.
  mutating func moment(_ proto: Google_Protobuf_Timestamp, _ field: String) -> Storage.Timestamp {
    let epoch = Storage.Timestamp(microseconds: 0)
    let moment = Storage.Timestamp(proto: proto).flatMap { $0 < epoch ? nil : $0 }
    require(moment != nil, field, "must be between 1970 and 9999", type: "datetime_parsing")
    return moment ?? epoch
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
