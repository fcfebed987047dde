public import Contracts
import Foundation
public import SwiftProtobuf

/// The message types of a descriptor set, compiled for transcoding.
public final class Schema: Sendable {
  /// One RPC with its gateway options.
  public struct Method: Sendable {
    /// `quartet.order.v1.OrderService`
    public let service: String
    public let name: String
    /// Without the leading dot.
    public let input: String
    public let output: String
    public let isClientStreaming: Bool
    public let isServerStreaming: Bool
    public let http: Google_Api_HttpRule?
    public let route: Quartet_Gateway_V1_Route?

    /// `quartet.order.v1.OrderService/CreateOrder`
    public var fullName: String { "\(service)/\(name)" }
  }

  /// The descriptors, their options' extensions readable.
  public let files: Google_Protobuf_FileDescriptorSet
  public let methods: [Method]
  private let styles: [NameStyle: PlanCompiler.Compiled]

  /// The contract that is embedded in the binary.
  public static func contract() throws -> Schema { try Schema(serialized: DescriptorSet.serialized) }

  /// - Throws: ``SchemaError``, or SwiftProtobuf's error for bytes that are not a descriptor set.
  public convenience init(serialized: Data) throws {
    let extensions: SimpleExtensionMap = [
      Google_Api_Extensions_http, Quartet_Gateway_V1_Extensions_route, Quartet_Gateway_V1_Extensions_field,
      Quartet_Gateway_V1_Extensions_json_value,
    ]
    try self.init(Google_Protobuf_FileDescriptorSet(serializedBytes: serialized, extensions: extensions))
  }

  /// - Parameter files: with all imports; parsed with the gateway's extensions, or its field rules are
  ///   not seen.
  public init(_ files: Google_Protobuf_FileDescriptorSet) throws(SchemaError) {
    self.files = files
    methods = files.file.flatMap(Self.methods)
    var styles: [NameStyle: PlanCompiler.Compiled] = [:]
    for style in NameStyle.allCases {
      var compiler = PlanCompiler(files, style: style)
      styles[style] = try compiler.compile()
    }
    self.styles = styles
  }

  /// - Parameter name: the message's full name, with or without a leading dot.
  /// - Throws: ``SchemaError`` for a name that doesn't exist or a message that reaches a type without a
  ///   JSON form here (`google.protobuf.Any`, proto2 groups).
  public func plan(for name: String, style: NameStyle) throws(SchemaError) -> MessagePlan {
    let name = name.hasPrefix(".") ? String(name.dropFirst()) : name
    guard let compiled = styles[style], let layout = compiled.layouts[name] else {
      throw SchemaError("no message type \(name) in the contract")
    }
    if let place = UnsupportedFields(layout).first {
      throw SchemaError("\(name): field \(place) has a type that the gateway can't show as JSON")
    }
    return MessagePlan(fullName: name, style: style, layout: layout, storage: compiled.storage)
  }

  private static func methods(of file: Google_Protobuf_FileDescriptorProto) -> [Method] {
    let package = file.package.isEmpty ? "" : file.package + "."
    return file.service.flatMap { service in
      service.method.map { method in
        let options = method.options
        return Method(
          service: package + service.name, name: method.name,
          input: String(method.inputType.dropFirst()), output: String(method.outputType.dropFirst()),
          isClientStreaming: method.clientStreaming, isServerStreaming: method.serverStreaming,
          http: options.hasGoogle_Api_http ? options.Google_Api_http : nil,
          route: options.hasQuartet_Gateway_V1_route ? options.Quartet_Gateway_V1_route : nil)
      }
    }
  }
}

/// Walks everything a message reaches, for fields that can't be transcoded.
private struct UnsupportedFields {
  private(set) var first: String?
  private var seen: Set<UnsafePointer<MessageLayout>> = []

  init(_ layout: UnsafePointer<MessageLayout>) { visit(layout, "") }

  private mutating func visit(_ layout: UnsafePointer<MessageLayout>, _ path: String) {
    guard layout.pointee.kind != .httpBody, seen.insert(layout).inserted else { return }
    if layout.pointee.kind == .unsupported { first = first ?? layout.pointee.fullName.string }
    for index in 0..<layout.pointee.fieldCount {
      let field = layout.pointee.fields[index]
      let place = path.isEmpty ? field.name.string : "\(path).\(field.name.string)"
      if field.kind == .unsupported, field.shape != .map { first = first ?? place }
      if let message = field.message { visit(message, place) }
    }
  }
}
