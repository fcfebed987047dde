/// The form in which values of a type are searched and sorted. Types of one form share it, so that a field that
/// goes from one to the other needs no new index.
enum EntityIndexForm: String, Sendable, CaseIterable {
  case number, boolean, moment, text

  /// A value in this form; nil for one that can't have it, which no search finds then.
  func value(_ json: JSONValue) -> EntityField.Value? {
    switch (self, json) {
    // Zero is one number, however it was signed.
    case (.number, .number(let number)) where number.isFinite:
      EntityField.Value(json: json, number: number == 0 ? 0 : number)
    case (.boolean, .bool(let flag)): EntityField.Value(json: json, number: flag ? 1 : 0)
    case (.moment, .string(let text)):
      EntityMoment(text).map { EntityField.Value(json: json, text: $0.text) }
    case (.text, .string(let text)) where !text.utf8.contains(0): EntityField.Value(json: json, text: text)
    default: nil
    }
  }
}

extension EntityField.Kind {
  var indexForm: EntityIndexForm {
    switch self {
    case .integer, .float: .number
    case .boolean: .boolean
    case .datetime: .moment
    case .string, .text, .email, .url, .phone, .choice: .text
    }
  }
}
