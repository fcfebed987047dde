import Contracts
import SwiftProtobuf

extension PlanCompiler {
  static func kind(of field: Google_Protobuf_FieldDescriptorProto) -> FieldKind {
    switch field.type {
    case .double: .double
    case .float: .float
    case .int32: .int32
    case .int64: .int64
    case .uint32: .uint32
    case .uint64: .uint64
    case .sint32: .sint32
    case .sint64: .sint64
    case .fixed32: .fixed32
    case .fixed64: .fixed64
    case .sfixed32: .sfixed32
    case .sfixed64: .sfixed64
    case .bool: .bool
    case .string: .string
    case .bytes: .bytes
    case .enum: field.typeName == ".google.protobuf.NullValue" ? .nullValue : .enumeration
    case .message: kind(ofMessage: String(field.typeName.dropFirst()))
    case .group: .unsupported
    }
  }

  /// The JSON form of a message type: most are objects, the well-known ones are not.
  static func kind(ofMessage name: String) -> FieldKind {
    switch name {
    case "google.protobuf.Timestamp": .timestamp
    case "google.protobuf.Duration": .duration
    case "google.protobuf.Struct": .structure
    case "google.protobuf.Value": .value
    case "google.protobuf.ListValue": .listValue
    case "google.protobuf.FieldMask": .fieldMask
    case "google.protobuf.Any": .unsupported
    case "google.protobuf.DoubleValue", "google.protobuf.FloatValue", "google.protobuf.Int64Value",
      "google.protobuf.UInt64Value", "google.protobuf.Int32Value", "google.protobuf.UInt32Value",
      "google.protobuf.BoolValue", "google.protobuf.StringValue", "google.protobuf.BytesValue":
      .unwrapped
    case "google.api.HttpBody": .httpBody
    default: .message
    }
  }

  /// A varint of at most five bytes, little-endian in a word.
  static func tag(_ value: UInt64) -> (word: UInt64, length: UInt8) {
    var word: UInt64 = 0
    var length: UInt8 = 0
    var rest = value
    repeat {
      let byte = rest & 0x7f | (rest > 0x7f ? 0x80 : 0)
      word |= byte << (8 * UInt64(length))
      length += 1
      rest >>= 7
    } while rest > 0
    return (word, length)
  }

  func layout(of descriptor: Google_Protobuf_EnumDescriptorProto, in storage: PlanStorage) -> UnsafePointer<EnumLayout>
  {
    let prefix = JSONNaming.enumPrefix(descriptor.name)
    let documented = descriptor.value.map { value in
      value.options.hasQuartet_Gateway_V1_jsonValue
        ? value.options.Quartet_Gateway_V1_jsonValue : JSONNaming.enumValue(value.name, prefix: prefix)
    }
    var spellings: [EnumLayout.Spelling] = []
    var answers: [EnumLayout.Spelling] = []
    for (value, spelling) in zip(descriptor.value, documented) where !Self.isUnspecified(value) {
      spellings.append(.init(text: storage.text(spelling), number: value.number))
    }
    for (value, spelling) in zip(descriptor.value, documented) {
      guard !answers.contains(where: { $0.number == value.number }) else { continue }
      let answer = Self.isUnspecified(value) ? "null" : "\"\(spelling)\""
      answers.append(.init(text: storage.text(answer), number: value.number))
    }
    for value in descriptor.value where !Self.isUnspecified(value) {
      spellings.append(.init(text: storage.text(value.name), number: value.number))
    }
    let room = storage.room(for: EnumLayout.self, count: 1)
    room.initialize(
      to: EnumLayout(
        spellings: storage.array(spellings), spellingCount: spellings.count, answers: storage.array(answers),
        answerCount: answers.count,
        choices: storage.text(
          Self.choices(zip(descriptor.value, documented).filter { !Self.isUnspecified($0.0) }.map(\.1)))))
    return UnsafePointer(room)
  }

  /// What a field that was not given reads as. JSON says null for it, and takes it from nobody.
  private static func isUnspecified(_ value: Google_Protobuf_EnumValueDescriptorProto) -> Bool {
    value.number == 0 && value.name.hasSuffix("UNSPECIFIED") && !value.options.hasQuartet_Gateway_V1_jsonValue
  }

  /// A closed set of texts, for a string field.
  static func layout(ofTexts texts: [String], in storage: PlanStorage) -> UnsafePointer<EnumLayout> {
    let spellings = texts.enumerated().map { index, text in
      EnumLayout.Spelling(text: storage.text(text), number: Int32(index))
    }
    let room = storage.room(for: EnumLayout.self, count: 1)
    room.initialize(
      to: EnumLayout(
        spellings: storage.array(spellings), spellingCount: spellings.count, answers: storage.array([]),
        answerCount: 0, choices: storage.text(choices(texts))))
    return UnsafePointer(room)
  }

  /// `'a', 'b' or 'c'`
  private static func choices(_ spellings: [String]) -> String {
    let quoted = spellings.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }
}
