import Foundation
import Runtime
import Storage
import SwiftProtobuf

/// One field of a schema: its type and what its values must be like.
struct EntityField: Sendable, Equatable {
  /// The documented types.
  enum Kind: String, Sendable, CaseIterable {
    case string, integer, float, boolean, datetime, text, email, url, phone
    case choice = "enum"

    var isNumber: Bool { self == .integer || self == .float }
    var hasLength: Bool { self == .string || self == .text || self == .email || self == .url }

    /// The longest value in characters where the definition says nothing.
    var defaultLength: Int {
      switch self {
      case .text: 100_000
      case .email: 254
      case .url: 2_048
      default: 1_000
      }
    }
  }

  /// Whole numbers beyond this are not exact in JSON.
  static let largestInteger = 9_007_199_254_740_991.0

  var name: String
  var kind: Kind
  var isRequired = false
  var isNullable = true
  var isUnique = false
  var minLength = 0
  var maxLength: Int
  /// Bounds of a number, or of a datetime as microseconds since 1970.
  var minimum: Double?
  var maximum: Double?
  /// Of an enum.
  var values: [String] = []
  var defaultValue: Google_Protobuf_Value?

  /// A value in the form that it is stored and compared in.
  struct Value: Sendable, Equatable {
    /// As it stands in the record.
    var json: Google_Protobuf_Value
    /// Numbers, and booleans as 0 and 1.
    var number: Double?
    /// Everything else; a datetime in UTC with six decimals, so that its order is that of the text.
    var text: String?

    /// What must differ between records when the field is unique.
    var uniqueKey: String { text ?? number.map { "\($0)" } ?? "" }
  }

  /// A value that is no null.
  /// - Returns: nil, and a violation, for a value that the field can't have.
  func value(_ json: Google_Protobuf_Value, _ path: String, _ check: inout Violations) -> Value? {
    switch kind {
    case .boolean: boolean(json, path, &check)
    case .integer, .float: number(json, path, &check)
    case .string, .text, .datetime, .choice, .email, .url, .phone: text(json, path, &check)
    }
  }

  private func boolean(_ json: Google_Protobuf_Value, _ path: String, _ check: inout Violations) -> Value? {
    guard case .boolValue(let value) = json.kind else {
      check.add(path, "should be a boolean", type: "bool_type")
      return nil
    }
    return Value(json: json, number: value ? 1 : 0)
  }

  private func number(_ json: Google_Protobuf_Value, _ path: String, _ check: inout Violations) -> Value? {
    guard case .numberValue(let value) = json.kind, value.isFinite else {
      check.add(path, "should be a number", type: kind == .integer ? "int_type" : "float_type")
      return nil
    }
    if kind == .integer {
      check.require(
        value == value.rounded() && abs(value) <= Self.largestInteger, path, "should be a whole number",
        type: "int_from_float")
    }
    checkBounds(value, path, &check)
    return Value(json: json, number: value)
  }

  private func checkBounds(_ value: Double, _ path: String, _ check: inout Violations) {
    if let minimum { check.require(value >= minimum, path, "should be at least \(shown(minimum))") }
    if let maximum { check.require(value <= maximum, path, "should be at most \(shown(maximum))") }
  }

  private func shown(_ bound: Double) -> String {
    if kind == .datetime { return EntityMoment(microseconds: Int64(bound)).text }
    return bound == bound.rounded() && abs(bound) <= Self.largestInteger ? "\(Int64(bound))" : "\(bound)"
  }

  private func text(_ json: Google_Protobuf_Value, _ path: String, _ check: inout Violations) -> Value? {
    guard case .stringValue(let value) = json.kind else {
      check.add(path, "should be a string", type: "string_type")
      return nil
    }
    guard !value.utf8.contains(0) else {
      check.add(path, "must not contain NUL characters")
      return nil
    }
    switch kind {
    case .datetime:
      guard let moment = EntityMoment(value) else {
        check.add(path, "should be a moment such as 2026-03-01T12:00:00Z", type: "datetime_parsing")
        return nil
      }
      checkBounds(Double(moment.microseconds), path, &check)
      return Value(json: json, text: moment.text)
    case .choice:
      check.require(
        values.contains(value), path, "should be one of \(values.joined(separator: ", "))", type: "enum")
    case .email:
      check.require(EntityText.isEmail(value), path, "value is not a valid email address")
    case .url:
      check.require(WebAddress.isOne(value), path, "should be an http or https URL", type: "url_parsing")
    case .phone:
      check.require(PhoneNumber(value) != nil, path, "should be an E.164 telephone number such as +5511912345678")
    default: break
    }
    if kind.hasLength {
      check.require(
        value.count >= minLength, path, "should have at least \(minLength) characters", type: "string_too_short")
      check.require(
        value.count <= maxLength, path, "should have at most \(maxLength) characters", type: "string_too_long")
    }
    return Value(json: json, text: value)
  }
}

/// A moment in its canonical text: UTC, six decimals.
struct EntityMoment: Sendable, Equatable {
  let microseconds: Int64

  init(microseconds: Int64) { self.microseconds = microseconds }

  /// RFC 3339, with an offset; nil for anything else.
  init?(_ text: String) {
    guard text.utf8.count <= 64, let proto = try? Google_Protobuf_Timestamp(jsonString: "\"\(text)\"") else {
      return nil
    }
    microseconds = proto.seconds * 1_000_000 + Int64(proto.nanos) / 1_000
  }

  var text: String {
    let seconds = Int64((Double(microseconds) / 1_000_000).rounded(.down))
    let fraction = microseconds - seconds * 1_000_000
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    let digits = String(fraction)
    return whole.dropLast() + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
  }
}

/// What texts of some types must be like.
enum EntityText {
  static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
      && !parts[1].hasSuffix(".") && !text.contains(where: { $0.isWhitespace || $0 == "<" || $0 == ">" || $0 == "," })
  }
}
