import Contracts
import Foundation
import SwiftProtobuf
import TestSupport
import Testing

@testable import Gateway

@Suite("The reasons of errors")
struct ReasonTests {
  /// Reasons that no client of the API meets, or that belong to access rules and not to a method.
  private static let undocumented: Set<String> = [
    // Inside an answer or a worker.
    "AGENT_UNAVAILABLE", "EMBEDDINGS_MISSING",
    // On the command line.
    "JOURNAL_NOT_FOUND", "PLAN_NOT_FOUND", "TENANT_NOT_FOUND", "WORKER_NOT_FOUND",
    // The access rule's, checked again by the service.
    "ORGANIZATION_REQUIRED", "SECRET_KEY_REQUIRED", "UNAUTHENTICATED",
  ]

  @Test(
    "that a service can give are all named by a comment of the contract",
    arguments: ["AuthService", "BillingService", "AgentService", "OrderService"])
  func documented(service: String) throws {
    let set = try Google_Protobuf_FileDescriptorSet(serializedBytes: DescriptorSet.serialized)
    let comments = set.file.flatMap(\.sourceCodeInfo.location).map(\.leadingComments).joined(separator: "\n")
    let files = try #require(
      FileManager.default.enumerator(
        at: QuartetProcess.root.appending(path: "Sources/\(service)"), includingPropertiesForKeys: nil))
    var found: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /ServiceError\(\s*\.[A-Za-z]+,\s*"([A-Z_]+)"/) { found.insert(String(match.1)) }
    }
    #expect(found.count > 3)
    for reason in found.subtracting(Self.undocumented).sorted() {
      #expect(comments.contains("`\(reason)`"), "\(service): \(reason)")
    }
  }
}
