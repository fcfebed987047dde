import Contracts
import SwiftProtobuf

@testable import Gateway

/// A contract made in code: `test.Sample` has a field of every kind, `test.Order` and `test.Line` carry
/// field rules.
enum TranscoderFixture {
  typealias Field = Google_Protobuf_FieldDescriptorProto
  typealias Kind = Google_Protobuf_FieldDescriptorProto.TypeEnum

  static func schema() throws -> Schema { try Schema(files) }

  static func plan(_ name: String = "test.Sample", _ style: NameStyle = .snake) throws -> MessagePlan {
    try schema().plan(for: name, style: style)
  }

  static func request(
    _ name: String = "test.Sample", body: RequestTranscoder.Body = .all, path: [String] = [],
    style: NameStyle = .snake
  ) throws -> RequestTranscoder {
    try RequestTranscoder(input: plan(name, style), body: body, pathFields: path)
  }

  static func response(
    _ name: String = "test.Sample", body: String = "", style: NameStyle = .snake
  ) throws -> ResponseTranscoder {
    try ResponseTranscoder(output: plan(name, style), responseBody: body)
  }

  /// What a JSON body looks like after both directions.
  static func roundTrip(_ json: String, _ name: String = "test.Sample", style: NameStyle = .snake) throws -> String {
    let wire = try request(name, style: style).encode(body: Array(json.utf8), variables: [])
    return String(decoding: try response(name, style: style).json(wire: wire), as: UTF8.self)
  }

  /// The violations of a body, `place: type`.
  static func violations(_ json: String, _ name: String = "test.Sample") throws -> [String] {
    try violations { _ = try request(name).encode(body: Array(json.utf8), variables: []) }
  }

  static func violations(_ body: () throws -> Void) throws -> [String] {
    do {
      try body()
      return []
    } catch let error as TranscodingError {
      return error.violations.map { violation in
        let place = violation.location == .body ? "" : "\(violation.location.rawValue) "
        return "\(place)\(violation.field.field): \(violation.field.type)"
      }
    }
  }

  // MARK: The contract

  static var files: Google_Protobuf_FileDescriptorSet {
    .with { $0.file = [wellKnown, httpBody, filePart, test] }
  }

  private static var test: Google_Protobuf_FileDescriptorProto {
    .with {
      $0.name = "test.proto"
      $0.package = "test"
      $0.syntax = "proto3"
      $0.enumType = [color]
      $0.messageType = [
        sample, order, line, row, closed, upload,
        message("AnyHolder", [field("any", 1, .message, "google.protobuf.Any")]),
      ]
    }
  }

  private static var color: Google_Protobuf_EnumDescriptorProto {
    .with {
      $0.name = "PaintColor"
      $0.value = [
        enumValue("PAINT_COLOR_UNSPECIFIED", 0), enumValue("PAINT_COLOR_DARK_RED", 1),
        enumValue("PAINT_COLOR_BLUE", 2, json: "Azul"),
      ]
    }
  }

  private static func enumValue(_ name: String, _ number: Int32, json: String? = nil)
    -> Google_Protobuf_EnumValueDescriptorProto
  {
    .with {
      $0.name = name
      $0.number = number
      if let json { $0.options.Quartet_Gateway_V1_jsonValue = json }
    }
  }

  private static var sample: Google_Protobuf_DescriptorProto {
    var sample = message(
      "Sample",
      [
        field("text", 1, .string), field("count32", 2, .int32), field("count64", 3, .int64),
        field("unsigned32", 4, .uint32), field("unsigned64", 5, .uint64), field("zigzag32", 6, .sint32),
        field("zigzag64", 7, .sint64), field("fixed32", 8, .fixed32), field("fixed64", 9, .fixed64),
        field("sfixed32", 10, .sfixed32), field("sfixed64", 11, .sfixed64), field("flag", 12, .bool),
        field("ratio", 13, .double), field("half", 14, .float), field("data", 15, .bytes),
        field("color", 16, .enum, "test.PaintColor"), optional(field("maybe_text", 17, .string)),
        optional(field("maybe_count", 18, .int32)), field("child", 19, .message, "test.Sample"),
        repeated(field("texts", 20, .string)), repeated(field("numbers", 21, .int32)),
        repeated(field("children", 22, .message, "test.Sample")),
        repeated(field("labels", 23, .message, "test.Sample.LabelsEntry")),
        repeated(field("by_id", 24, .message, "test.Sample.ByIdEntry")),
        repeated(field("by_flag", 25, .message, "test.Sample.ByFlagEntry")),
        choice(field("card", 26, .string)), choice(field("cash", 27, .int32)),
        choice(field("voucher", 28, .message, "test.Sample")),
        field("at", 29, .message, "google.protobuf.Timestamp"), field("wait", 30, .message, "google.protobuf.Duration"),
        field("extra", 31, .message, "google.protobuf.Struct"),
        field("anything", 32, .message, "google.protobuf.Value"),
        field("things", 33, .message, "google.protobuf.ListValue"),
        field("wrapped", 34, .message, "google.protobuf.StringValue"),
        field("mask", 35, .message, "google.protobuf.FieldMask"),
        repeated(field("colors", 36, .enum, "test.PaintColor")),
        field("renamed_field", 37, .string, json: "weirdName"),
      ])
    sample.oneofDecl = [
      .with { $0.name = "payment" }, .with { $0.name = "_maybe_text" }, .with { $0.name = "_maybe_count" },
    ]
    sample.nestedType = [
      entry("LabelsEntry", .string, field("value", 2, .string)),
      entry("ByIdEntry", .int64, field("value", 2, .message, "test.Sample")),
      entry("ByFlagEntry", .bool, field("value", 2, .double)),
    ]
    return sample
  }

  private static var order: Google_Protobuf_DescriptorProto {
    message(
      "Order",
      [
        rule(field("id", 1, .string)) { $0.required = true },
        rule(repeated(field("items", 2, .message, "test.Line"))) { $0.required = true },
        rule(field("cost_usd", 3, .int64)) { $0.decimalPlaces = 6 },
        rule(optional(field("note", 4, .string))) { $0.omitUnset = true },
        rule(repeated(field("matrix", 5, .message, "test.Row"))) { $0.unwrap = true },
        field("main", 6, .message, "test.Line"),
      ])
  }

  private static var closed: Google_Protobuf_DescriptorProto {
    message(
      "Closed",
      [
        rule(optional(field("direction", 1, .string))) { $0.values = ["asc", "desc"] },
        rule(repeated(field("scopes", 2, .string))) { $0.values = ["users", "files"] },
        field("color", 3, .enum, "test.PaintColor"),
      ])
  }

  private static var line: Google_Protobuf_DescriptorProto {
    message(
      "Line",
      [
        rule(field("product_id", 1, .string)) { $0.required = true },
        rule(field("quantity", 2, .int64)) { $0.required = true },
      ])
  }

  private static var row: Google_Protobuf_DescriptorProto { message("Row", [repeated(field("values", 1, .double))]) }

  private static var upload: Google_Protobuf_DescriptorProto {
    message(
      "Upload",
      [
        field("store_id", 1, .string), field("file", 2, .message, "quartet.gateway.v1.FilePart"),
        repeated(field("tags", 3, .int32)), field("raw", 4, .message, "google.api.HttpBody"),
        field("signature", 5, .bytes),
      ])
  }

  private static var wellKnown: Google_Protobuf_FileDescriptorProto {
    .with {
      $0.name = "google/protobuf/all.proto"
      $0.package = "google.protobuf"
      $0.syntax = "proto3"
      $0.messageType = [
        message("Timestamp", []), message("Duration", []), message("Struct", []), message("Value", []),
        message("ListValue", []), message("FieldMask", []), message("Any", []),
        message("StringValue", [field("value", 1, .string)]),
      ]
    }
  }

  private static var httpBody: Google_Protobuf_FileDescriptorProto {
    .with {
      $0.name = "google/api/httpbody.proto"
      $0.package = "google.api"
      $0.syntax = "proto3"
      $0.messageType = [
        message(
          "HttpBody",
          [
            field("content_type", 1, .string), field("data", 2, .bytes),
            repeated(field("extensions", 3, .message, "google.protobuf.Any")),
          ])
      ]
    }
  }

  private static var filePart: Google_Protobuf_FileDescriptorProto {
    .with {
      $0.name = "options.proto"
      $0.package = "quartet.gateway.v1"
      $0.syntax = "proto3"
      $0.messageType = [
        message(
          "FilePart", [field("filename", 1, .string), field("content_type", 2, .string), field("data", 3, .bytes)])
      ]
    }
  }

  // MARK: Descriptors

  static func message(_ name: String, _ fields: [Field]) -> Google_Protobuf_DescriptorProto {
    .with {
      $0.name = name
      $0.field = fields
    }
  }

  static func field(_ name: String, _ number: Int32, _ kind: Kind, _ typeName: String = "", json: String? = nil)
    -> Field
  {
    .with {
      $0.name = name
      $0.number = number
      $0.type = kind
      $0.label = .optional
      if !typeName.isEmpty { $0.typeName = ".\(typeName)" }
      $0.jsonName = json ?? JSONNaming.lowerCamel(name)
    }
  }

  private static func repeated(_ field: Field) -> Field { changed(field) { $0.label = .repeated } }
  private static func choice(_ field: Field) -> Field { changed(field) { $0.oneofIndex = 0 } }

  private static func optional(_ field: Field) -> Field {
    changed(field) {
      $0.proto3Optional = true
      $0.oneofIndex = field.name == "maybe_count" ? 2 : 1
    }
  }

  private static func rule(_ field: Field, _ change: (inout Quartet_Gateway_V1_FieldRule) -> Void) -> Field {
    changed(field) { change(&$0.options.Quartet_Gateway_V1_field) }
  }

  private static func entry(_ name: String, _ key: Kind, _ value: Field) -> Google_Protobuf_DescriptorProto {
    .with {
      $0.name = name
      $0.field = [field("key", 1, key), value]
      $0.options.mapEntry = true
    }
  }

  private static func changed(_ field: Field, _ change: (inout Field) -> Void) -> Field {
    var field = field
    change(&field)
    return field
  }
}
