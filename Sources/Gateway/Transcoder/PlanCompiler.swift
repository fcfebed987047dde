import Contracts
import SwiftProtobuf

/// Turns descriptors into layouts, once per naming style, at start-up.
struct PlanCompiler {
  struct Compiled: @unchecked Sendable {
    // `@unchecked`: the pointers lead into `storage`, which nothing writes any more.
    let storage: PlanStorage
    let layouts: [String: UnsafePointer<MessageLayout>]
  }

  private typealias Message = (name: String, descriptor: Google_Protobuf_DescriptorProto, isProto3: Bool)

  private let style: NameStyle
  private let storage = PlanStorage()
  private var messages: [Message] = []
  private var enums: [(name: String, descriptor: Google_Protobuf_EnumDescriptorProto)] = []
  private var layoutOf: [String: UnsafeMutablePointer<MessageLayout>] = [:]
  private var enumOf: [String: UnsafePointer<EnumLayout>] = [:]
  private var problems: [String] = []

  init(_ files: Google_Protobuf_FileDescriptorSet, style: NameStyle) {
    self.style = style
    for file in files.file {
      let prefix = file.package.isEmpty ? "" : file.package + "."
      if file.syntax == "editions" { problems.append("\(file.name): editions are not supported, use proto3") }
      let isProto3 = file.syntax == "proto3"
      enums += file.enumType.map { (prefix + $0.name, $0) }
      for message in file.messageType { collect(message, prefix, isProto3) }
    }
  }

  private mutating func collect(_ message: Google_Protobuf_DescriptorProto, _ prefix: String, _ isProto3: Bool) {
    let name = prefix + message.name
    messages.append((name, message, isProto3))
    enums += message.enumType.map { ("\(name).\($0.name)", $0) }
    for nested in message.nestedType { collect(nested, name + ".", isProto3) }
  }

  /// - Throws: ``SchemaError`` with everything that doesn't fit together.
  mutating func compile() throws(SchemaError) -> Compiled {
    let layouts = storage.room(for: MessageLayout.self, count: messages.count)
    for (index, message) in messages.enumerated() { layoutOf[message.name] = layouts + index }
    for item in enums { enumOf[item.name] = layout(of: item.descriptor, in: storage) }
    var isMapEntry: Set<String> = []
    for message in messages where message.descriptor.options.mapEntry { isMapEntry.insert(message.name) }
    for message in messages { compile(message, isMapEntry) }
    guard problems.isEmpty else { throw SchemaError(problems: problems) }
    return Compiled(storage: storage, layouts: layoutOf.mapValues { UnsafePointer($0) })
  }

  private mutating func compile(_ message: Message, _ mapEntries: Set<String>) {
    guard let target = layoutOf[message.name] else { return }
    let oneofs = realOneofs(message.descriptor)
    var fields = message.descriptor.field.map { field in
      plan(field, message, oneofs, mapEntries)
    }
    if mapEntries.contains(message.name) {
      for index in fields.indices { fields[index].hasPresence = fields[index].kind.wireType == .lengthDelimited }
    }
    let words = max((fields.count + oneofs.count + 63) / 64, 1)
    var required = [UInt64](repeating: 0, count: words)
    for (index, field) in fields.enumerated() where field.isRequired { required[index / 64] |= 1 << (index % 64) }
    let names = nameTable(fields, message.name)
    let numbers = numberTable(fields)
    target.initialize(
      to: MessageLayout(
        kind: Self.kind(ofMessage: message.name), fields: storage.array(fields), fieldCount: fields.count,
        oneofCount: oneofs.count, seenWords: words, required: storage.array(required),
        nameTable: storage.array(names), nameMask: names.count - 1, numberTable: storage.array(numbers),
        numberCount: numbers.count, fullName: storage.text(message.name)))
  }

  /// Old oneof index → new, without the oneofs that protoc makes for `optional` fields.
  private func realOneofs(_ message: Google_Protobuf_DescriptorProto) -> [Int32: Int32] {
    var result: [Int32: Int32] = [:]
    for field in message.field where field.hasOneofIndex && !field.proto3Optional && result[field.oneofIndex] == nil {
      result[field.oneofIndex] = Int32(result.count)
    }
    return result
  }

  private mutating func plan(
    _ field: Google_Protobuf_FieldDescriptorProto, _ message: Message, _ oneofs: [Int32: Int32],
    _ mapEntries: Set<String>
  ) -> FieldPlan {
    let rule = field.options.Quartet_Gateway_V1_field
    let name = jsonName(field)
    var plan = FieldPlan(
      name: storage.text(name), protoName: storage.text(field.name), key: storage.text(",\"\(name)\":"))
    plan.number = UInt32(field.number)
    plan.kind = Self.kind(of: field)
    plan.isRequired = rule.required
    plan.omitsUnset = rule.omitUnset
    plan.decimalPlaces = UInt8(clamping: rule.decimalPlaces)
    let typeName = String(field.typeName.dropFirst())
    switch field.type {
    case .message, .group:
      plan.message = layoutOf[typeName].map { UnsafePointer($0) }
      if plan.message == nil { problems.append("\(message.name).\(field.name): no message type \(typeName)") }
    case .enum:
      plan.enumeration = enumOf[typeName]
      if plan.enumeration == nil { problems.append("\(message.name).\(field.name): no enum type \(typeName)") }
    default: break
    }
    if field.label == .repeated { plan.shape = mapEntries.contains(typeName) ? .map : .repeated }
    if field.hasOneofIndex && !field.proto3Optional { plan.oneof = oneofs[field.oneofIndex] ?? -1 }
    plan.hasPresence =
      plan.shape == .singular
      && (plan.kind.wireType == .lengthDelimited && plan.kind != .string && plan.kind != .bytes
        || field.hasOneofIndex || field.proto3Optional || !message.isProto3)
    plan.isPacked =
      plan.shape == .repeated && plan.kind.isPackable
      && (field.options.hasPacked ? field.options.packed : message.isProto3)
    apply(rule, field, message.name, to: &plan)
    let wireType = plan.isPacked ? FieldKind.WireType.lengthDelimited : plan.kind.wireType
    (plan.tag, plan.tagLength) = Self.tag(UInt64(field.number) << 3 | UInt64(wireType.rawValue))
    return plan
  }

  private mutating func apply(
    _ rule: Quartet_Gateway_V1_FieldRule, _ field: Google_Protobuf_FieldDescriptorProto, _ owner: String,
    to plan: inout FieldPlan
  ) {
    if rule.decimalPlaces != 0 && (!plan.kind.isInteger || !(1...18).contains(rule.decimalPlaces)) {
      problems.append("\(owner).\(field.name): decimal_places is for integers, and from 1 to 18")
    }
    if !rule.values.isEmpty {
      plan.enumeration = Self.layout(ofTexts: rule.values, in: storage)
      if plan.kind != .string { problems.append("\(owner).\(field.name): values is for strings") }
    }
    if rule.unwrap {
      let typeName = String(field.typeName.dropFirst())
      let wrapped = messages.first { $0.name == typeName }?.descriptor
      if plan.kind == .message && plan.shape != .map && wrapped?.field.count == 1 {
        plan.kind = .unwrapped
      } else {
        problems.append("\(owner).\(field.name): unwrap is for messages with one single field")
      }
    }
  }

  private func jsonName(_ field: Google_Protobuf_FieldDescriptorProto) -> String {
    let standard = JSONNaming.lowerCamel(field.name)
    if field.hasJsonName && field.jsonName != standard { return field.jsonName }
    return style == .camel ? standard : field.name
  }

  private mutating func nameTable(_ fields: [FieldPlan], _ owner: String) -> [UInt16] {
    var size = 4
    while size < fields.count * 2 { size *= 2 }
    var table = [UInt16](repeating: 0, count: size)
    var seen: Set<String> = []
    for (index, field) in fields.enumerated() {
      if !seen.insert(field.name.string).inserted {
        problems.append("\(owner): two fields are called \(field.name.string) in JSON")
      }
      var slot = MessageLayout.hash(field.name.base, field.name.count) & (size - 1)
      while table[slot] != 0 { slot = (slot + 1) & (size - 1) }
      table[slot] = UInt16(index + 1)
    }
    return table
  }

  private func numberTable(_ fields: [FieldPlan]) -> [UInt16] {
    let highest = fields.map { Int($0.number) }.filter { $0 < 1024 }.max() ?? 0
    var table = [UInt16](repeating: 0, count: highest + 1)
    for (index, field) in fields.enumerated() where field.number < table.count {
      table[Int(field.number)] = UInt16(index + 1)
    }
    return table
  }
}
