import Runtime

/// One field of a schema: its type and what its values must be like.
struct EntityField: Sendable, Equatable {
  /// The documented types.
  enum Kind: String, Sendable, CaseIterable {
    case string, integer, float, boolean, datetime, text, email, url, phone
    case choice = "enum"

    var isNumber: Bool { self == .integer || self == .float }
    var hasLength: Bool { self == .string || self == .text || self == .email || self == .url }
    var takesPattern: Bool { hasLength || self == .phone }

    /// The longest value in characters (Unicode scalars) where the definition says nothing.
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
  static let maximumInteger = 9_007_199_254_740_991.0
  /// Of a unique value, in bytes: PostgreSQL takes no more than about 2,700 for a row of an index.
  static let maximumUniqueBytes = 2_000

  var name: String
  var kind: Kind
  var isRequired = false
  var isNullable = true
  var isUnique = false
  var minLength = 0
  var maxLength: Int
  /// Bounds of a number.
  var minimum: Double?
  var maximum: Double?
  /// Bounds of a datetime.
  var earliest: EntityMoment?
  var latest: EntityMoment?
  var pattern: TextPattern?
  /// Of an enum.
  var values: [String] = []
  var defaultValue: JSONValue?

  /// A value in the form that it is stored and compared in.
  struct Value: Sendable, Equatable {
    /// As it stands in the record.
    var json: JSONValue
    /// Numbers, and booleans as 0 and 1.
    var number: Double?
    /// Everything else; a datetime in UTC with six decimals, so that its order is that of the text.
    var text: String?

    /// What must differ between records when the field is unique.
    var uniqueKey: String { text ?? number.map { "\($0)" } ?? "" }
  }

  /// Checks a value that is not null.
  /// - Returns: nil, and a violation, for a value that the field can't have.
  func value(_ json: JSONValue, _ path: String, _ check: inout Violations) -> Value? {
    switch kind {
    case .boolean:
      if case .bool = json {} else { check.add(path, "should be a boolean", type: "bool_type") }
    case .integer, .float: checkNumber(json, path, &check)
    case .datetime: checkMoment(json, path, &check)
    case .string, .text, .choice, .email, .url, .phone: checkText(json, path, &check)
    }
    return kind.indexForm.value(json)
  }

  private func checkNumber(_ json: JSONValue, _ path: String, _ check: inout Violations) {
    guard case .number(let value) = json, value.isFinite else {
      return check.add(path, "should be a number", type: kind == .integer ? "int_type" : "float_type")
    }
    if kind == .integer {
      check.require(
        value == value.rounded() && abs(value) <= Self.maximumInteger, path, "should be a whole number",
        type: "int_from_float")
    }
    if let minimum { check.require(value >= minimum, path, "should be at least \(Self.shown(minimum))") }
    if let maximum { check.require(value <= maximum, path, "should be at most \(Self.shown(maximum))") }
  }

  private static func shown(_ bound: Double) -> String {
    bound == bound.rounded() && abs(bound) <= maximumInteger ? "\(Int64(bound))" : "\(bound)"
  }

  private func checkMoment(_ json: JSONValue, _ path: String, _ check: inout Violations) {
    guard case .string(let value) = json else {
      return check.add(path, "should be a string", type: "string_type")
    }
    guard let moment = EntityMoment(value) else {
      return check.add(path, "should be a moment such as 2026-03-01T12:00:00Z", type: "datetime_parsing")
    }
    if let earliest { check.require(moment >= earliest, path, "should be at least \(earliest.text)") }
    if let latest { check.require(moment <= latest, path, "should be at most \(latest.text)") }
  }

  private func checkText(_ json: JSONValue, _ path: String, _ check: inout Violations) {
    guard case .string(let value) = json else {
      return check.add(path, "should be a string", type: "string_type")
    }
    guard !value.utf8.contains(0) else { return check.add(path, "must not contain NUL characters") }
    switch kind {
    case .choice: check.require(values.contains(value), path, "should be one of \(shownChoices)", type: "enum")
    case .email: check.require(EntityText.isEmail(value), path, "value is not a valid email address")
    case .url:
      check.require(
        WebAddress.isValid(value, allowsUserInfo: true), path, "should be an http or https URL", type: "url_parsing")
    case .phone:
      check.require(PhoneNumber(value) != nil, path, "should be an E.164 telephone number such as +5511912345678")
    default: break
    }
    if kind.hasLength {
      let length = value.unicodeScalars.count
      check.require(
        length >= minLength, path, "should have at least \(minLength) characters", type: "string_too_short")
      // A longer text is not held against the pattern: its cost was agreed for this length.
      guard
        check.require(
          length <= maxLength, path, "should have at most \(maxLength) characters", type: "string_too_long")
      else { return }
    }
    if let pattern {
      check.require(
        pattern.isFound(in: value), path, "should match the pattern of the field", type: "string_pattern_mismatch")
    }
  }

  /// Not all of 500 choices: an error has to stay short.
  private var shownChoices: String {
    values.prefix(20).map { String($0.prefix(40)) }.joined(separator: ", ") + (values.count > 20 ? ", …" : "")
  }
}
