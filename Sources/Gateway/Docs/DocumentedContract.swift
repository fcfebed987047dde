import Contracts
import SwiftProtobuf

/// The descriptor set as the documentation reads it: everything by its full name, with its comment.
struct DocumentedContract {
  private(set) var messages: [String: DocumentedMessage] = [:]
  private(set) var enums: [String: DocumentedEnum] = [:]
  /// The methods that have a REST path, in the order of their declaration.
  private(set) var methods: [DocumentedMethod] = []

  init(_ set: Google_Protobuf_FileDescriptorSet) {
    for file in set.file {
      let comments = ProtoComments(file)
      let scope = file.package.isEmpty ? "" : file.package + "."
      for (index, message) in file.messageType.enumerated() { add(message, scope, [4, Int32(index)], comments) }
      for (index, type) in file.enumType.enumerated() { add(type, scope, [5, Int32(index)], comments) }
      for (index, service) in file.service.enumerated() { add(service, scope, [6, Int32(index)], comments) }
    }
  }

  /// - Throws: ``OpenAPIError/unknownType(_:)``.
  func message(_ name: String) throws -> DocumentedMessage {
    guard let message = messages[name] else { throw OpenAPIError.unknownType(name) }
    return message
  }

  /// - Throws: ``OpenAPIError/unknownType(_:)``.
  func enumeration(_ name: String) throws -> DocumentedEnum {
    guard let type = enums[name] else { throw OpenAPIError.unknownType(name) }
    return type
  }

  private mutating func add(
    _ message: Google_Protobuf_DescriptorProto, _ scope: String, _ path: [Int32], _ comments: ProtoComments
  ) {
    let name = scope + message.name
    messages[name] = DocumentedMessage(
      name: name, comment: comments[path], isMapEntry: message.options.mapEntry,
      fields: message.field.enumerated().map { index, field in
        DocumentedField(descriptor: field, comment: comments[path + [2, Int32(index)]])
      })
    for (index, nested) in message.nestedType.enumerated() {
      add(nested, name + ".", path + [3, Int32(index)], comments)
    }
    for (index, type) in message.enumType.enumerated() { add(type, name + ".", path + [4, Int32(index)], comments) }
  }

  private mutating func add(
    _ type: Google_Protobuf_EnumDescriptorProto, _ scope: String, _ path: [Int32], _ comments: ProtoComments
  ) {
    let name = scope + type.name
    enums[name] = DocumentedEnum(
      name: name, comment: comments[path],
      values: type.value.enumerated().compactMap { index, value in
        // "Not a status": what a field that was not given reads as; nobody is meant to send it.
        if value.number == 0 && value.name.hasSuffix("UNSPECIFIED") { return nil }
        return (DocumentedEnum.spelling(value, of: type.name), comments[path + [2, Int32(index)]])
      })
  }

  private mutating func add(
    _ service: Google_Protobuf_ServiceDescriptorProto, _ scope: String, _ path: [Int32], _ comments: ProtoComments
  ) {
    for (index, method) in service.method.enumerated() where method.options.hasGoogle_Api_http {
      methods.append(
        DocumentedMethod(
          service: scope + service.name, serviceComment: comments[path], name: method.name,
          comment: comments[path + [2, Int32(index)]], http: method.options.Google_Api_http,
          route: method.options.Quartet_Gateway_V1_route, input: String(method.inputType.drop { $0 == "." }),
          output: String(method.outputType.drop { $0 == "." }), isServerStreaming: method.serverStreaming))
    }
  }
}
