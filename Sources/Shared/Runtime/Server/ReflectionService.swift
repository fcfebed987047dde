import Contracts
import Foundation
import GRPCCore
import SwiftProtobuf

/// `grpc.reflection.v1.ServerReflection` over the embedded descriptor set.
struct ReflectionService: Grpc_Reflection_V1_ServerReflection.SimpleServiceProtocol, DirectlyCallable {
  private struct File {
    var serialized: [UInt8]
    var dependencies: [String]
  }
  private var files: [String: File] = [:]
  private var fileOfSymbol: [String: String] = [:]
  private var fileOfExtension: [String: [Int32: String]] = [:]
  private var services: [String] = []

  init() throws {
    let set = try Google_Protobuf_FileDescriptorSet(serializedBytes: DescriptorSet.serialized)
    for file in set.file {
      files[file.name] = File(serialized: try file.serializedBytes(), dependencies: file.dependency)
      let scope = file.package.isEmpty ? "" : file.package + "."
      for message in file.messageType { index(message, scope, file.name) }
      for type in file.enumType { index(type, scope, file.name) }
      for service in file.service {
        services.append(scope + service.name)
        fileOfSymbol[scope + service.name] = file.name
        for method in service.method { fileOfSymbol["\(scope)\(service.name).\(method.name)"] = file.name }
      }
      for field in file.`extension` { index(field, scope, file.name) }
    }
  }

  func serverReflectionInfo(
    request: RPCAsyncSequence<Grpc_Reflection_V1_ServerReflectionRequest, any Error>,
    response: RPCWriter<Grpc_Reflection_V1_ServerReflectionResponse>, context: ServerContext
  ) async throws {
    var sent: Set<String> = []
    for try await question in request {
      var answer = Grpc_Reflection_V1_ServerReflectionResponse()
      answer.validHost = question.host
      answer.originalRequest = question
      answer.messageResponse = self.answer(question.messageRequest, &sent)
      try await response.write(answer)
    }
  }

  private func answer(
    _ question: Grpc_Reflection_V1_ServerReflectionRequest.OneOf_MessageRequest?, _ sent: inout Set<String>
  ) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
    switch question {
    case .fileByFilename(let name): return descriptors(files[name] == nil ? nil : name, &sent, name)
    case .fileContainingSymbol(let symbol): return descriptors(fileOfSymbol[symbol], &sent, symbol)
    case .fileContainingExtension(let request):
      let name = fileOfExtension[request.containingType]?[request.extensionNumber]
      return descriptors(name, &sent, "\(request.containingType)[\(request.extensionNumber)]")
    case .allExtensionNumbersOfType(let type):
      guard fileOfSymbol[type] != nil || fileOfExtension[type] != nil else { return notFound(type) }
      return .allExtensionNumbersResponse(
        .with {
          $0.baseTypeName = type
          $0.extensionNumber = (fileOfExtension[type] ?? [:]).keys.sorted()
        })
    case .listServices:
      return .listServicesResponse(.with { $0.service = services.map { name in .with { $0.name = name } } })
    case nil:
      return .errorResponse(
        .with {
          $0.errorCode = Int32(RPCError.Code.invalidArgument.rawValue)
          $0.errorMessage = "The request asks nothing."
        })
    }
  }

  /// A file with everything it imports that this stream has not been sent yet, dependencies first.
  private func descriptors(
    _ name: String?, _ sent: inout Set<String>, _ asked: String
  ) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
    guard let name else { return notFound(asked) }
    var result: [[UInt8]] = []
    func add(_ name: String) {
      guard let file = files[name], sent.insert(name).inserted else { return }
      file.dependencies.forEach(add)
      result.append(file.serialized)
    }
    sent.remove(name)
    add(name)
    return .fileDescriptorResponse(.with { $0.fileDescriptorProto = result.reversed().map { Data($0) } })
  }

  private func notFound(_ name: String) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
    .errorResponse(
      .with {
        $0.errorCode = Int32(RPCError.Code.notFound.rawValue)
        $0.errorMessage = "\(name) is not known here."
      })
  }

  private mutating func index(_ message: Google_Protobuf_DescriptorProto, _ scope: String, _ file: String) {
    let name = scope + message.name
    fileOfSymbol[name] = file
    for field in message.field { fileOfSymbol["\(name).\(field.name)"] = file }
    for nested in message.nestedType { index(nested, name + ".", file) }
    for type in message.enumType { index(type, name + ".", file) }
    for field in message.`extension` { index(field, name + ".", file) }
  }

  private mutating func index(_ type: Google_Protobuf_EnumDescriptorProto, _ scope: String, _ file: String) {
    fileOfSymbol[scope + type.name] = file
    for value in type.value { fileOfSymbol[scope + value.name] = file }
  }

  private mutating func index(_ field: Google_Protobuf_FieldDescriptorProto, _ scope: String, _ file: String) {
    fileOfSymbol[scope + field.name] = file
    fileOfExtension[String(field.extendee.drop { $0 == "." }), default: [:]][field.number] = file
  }
}
