import Contracts
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@Suite("Files of products")
struct ProductFileTests {
  @Test("a file is registered, found, listed and forgotten", arguments: Engine.available)
  func life(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let file = try await world.createFile(
        of: coffee.id,
        .with {
          $0.filename = "ficha técnica.pdf"
          $0.contentType = "application/pdf"
          $0.sizeBytes = 12_345
          $0.objectKey = "uploads/ficha.pdf"
          $0.url = "https://minio.example.com/uploads/ficha.pdf"
          $0.metadata = ["pages": 3]
        })
      #expect(file.status == .processing)
      #expect(file.productID == coffee.id)
      #expect(file.storeID == store.id)
      #expect(file.metadata == ["pages": 3])
      #expect(!file.hasProcessedAt)
      #expect(try await world.file(file.id) == file)
      world.clock.advance(by: .seconds(1))
      let plain = try await world.createFile(of: coffee.id, key: "b.bin")
      #expect(plain.contentType == "application/octet-stream")
      #expect(try await world.files(of: coffee.id).map(\.id) == [file.id, plain.id])

      #expect(try await world.deleteFile(file.id).id == file.id)
      #expect(try await world.files(of: coffee.id).map(\.id) == [plain.id])
      let gone = try await refusal { _ = try await world.file(file.id) }
      #expect(gone.reason == "PRODUCT_FILE_NOT_FOUND")
      let twice = try await refusal { _ = try await world.deleteFile(file.id) }
      #expect(twice.reason == "PRODUCT_FILE_NOT_FOUND")
    }
  }

  @Test("processing goes on by legal steps only", arguments: Engine.available)
  func steps(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let file = try await world.createFile(of: coffee.id, key: "a.pdf")
      world.clock.advance(by: .seconds(3))
      let completed = try await world.setStatus(file.id, .completed)
      #expect(completed.status == .completed)
      #expect(completed.processedAt == completed.updatedAt)
      // The same again changes nothing.
      world.clock.advance(by: .seconds(3))
      #expect(try await world.setStatus(file.id, .completed) == completed)

      let back = try await refusal { _ = try await world.setStatus(file.id, .processing) }
      #expect(back.reason == "ILLEGAL_FILE_STATUS")
      #expect(back.metadata["allowed"] == "error")

      let failed = try await world.setStatus(file.id, .error, "a página 3 está em branco")
      #expect(failed.errorMessage == "a página 3 está em branco")
      let skipped = try await refusal { _ = try await world.setStatus(file.id, .completed) }
      #expect(skipped.metadata["allowed"] == "processing")
      let again = try await world.setStatus(file.id, .processing)
      #expect(!again.hasErrorMessage)
    }
  }

  @Test("every bad field is named", arguments: Engine.available)
  func validation(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let refused = try await refusal {
        _ = try await world.createFile(
          of: coffee.id,
          .with {
            $0.filename = "  "
            $0.sizeBytes = -1
            $0.url = "ftp://example.com/a"
            $0.metadata = ["text": .init(stringValue: String(repeating: "x", count: 20_000))]
          })
      }
      #expect(refused.violations.map(\.field) == ["filename", "size_bytes", "object_key", "url", "metadata"])
      let file = try await world.createFile(of: coffee.id, key: "a.pdf")
      let status = try await refusal { _ = try await world.setStatus(file.id, .unspecified) }
      #expect(status.violations.map(\.field) == ["status"])
      let message = try await refusal { _ = try await world.setStatus(file.id, .completed, "oops") }
      #expect(message.violations.map(\.field) == ["error_message"])
      let twice = try await refusal { _ = try await world.createFile(of: coffee.id, key: "a.pdf") }
      #expect(twice.reason == "PRODUCT_FILE_EXISTS")
    }
  }

  @Test("files of somebody else's products do not exist", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let file = try await world.createFile(of: coffee.id, key: "a.pdf")
      let stranger = Caller(userID: "user-bob", credential: .internalToken)
      let otherTenant = Caller(tenantID: "tenant-b", credential: .service)
      for caller in [stranger, otherTenant] {
        let created = try await refusal { _ = try await world.createFile(of: coffee.id, key: "b", as: caller) }
        #expect(created.reason == "PRODUCT_NOT_FOUND")
        let listed = try await refusal { _ = try await world.files(of: coffee.id, as: caller) }
        #expect(listed.reason == "PRODUCT_NOT_FOUND")
        let found = try await refusal { _ = try await world.file(file.id, as: caller) }
        #expect(found.reason == "PRODUCT_FILE_NOT_FOUND")
        let changed = try await refusal { _ = try await world.setStatus(file.id, .completed, as: caller) }
        #expect(changed.reason == "PRODUCT_FILE_NOT_FOUND")
        let deleted = try await refusal { _ = try await world.deleteFile(file.id, as: caller) }
        #expect(deleted.reason == "PRODUCT_FILE_NOT_FOUND")
      }
      #expect(try await world.file(file.id) == file)
    }
  }

  @Test("an Idempotency-Key registers one file", arguments: Engine.available)
  func idempotent(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let first = try await world.createFile(of: coffee.id, key: "a.pdf", idempotencyKey: "k1")
      #expect(try await world.createFile(of: coffee.id, key: "a.pdf", idempotencyKey: "k1") == first)
      #expect(try await world.files(of: coffee.id).count == 1)
    }
  }
}

extension OrderWorld {
  func createFile(
    of productID: String, _ request: OrderV1.CreateProductFileRequest, as caller: Caller = shopkeeper,
    idempotencyKey: String? = nil
  ) async throws -> OrderV1.ProductFile {
    var request = request
    request.productID = productID
    return try await channel.call(.createProductFile, request, caller: caller, idempotencyKey: idempotencyKey)
  }

  func createFile(
    of productID: String, key: String, as caller: Caller = shopkeeper, idempotencyKey: String? = nil
  ) async throws -> OrderV1.ProductFile {
    try await createFile(
      of: productID,
      .with {
        $0.filename = key
        $0.objectKey = key
      }, as: caller, idempotencyKey: idempotencyKey)
  }

  fileprivate func file(_ id: String, as caller: Caller = shopkeeper) async throws -> OrderV1.ProductFile {
    try await channel.call(.getProductFile, caller: caller) { $0.fileID = id }
  }

  fileprivate func files(of productID: String, as caller: Caller = shopkeeper) async throws -> [OrderV1.ProductFile] {
    let response = try await channel.call(.listProductFiles, caller: caller) { $0.productID = productID }
    #expect(response.total == Int64(response.items.count))
    return response.items
  }

  fileprivate func setStatus(
    _ id: String, _ status: OrderV1.ProductFileStatus, _ error: String? = nil, as caller: Caller = shopkeeper
  ) async throws -> OrderV1.ProductFile {
    try await channel.call(.updateProductFileStatus, caller: caller) {
      $0.fileID = id
      $0.status = status
      if let error { $0.errorMessage = error }
    }
  }

  fileprivate func deleteFile(
    _ id: String, as caller: Caller = shopkeeper
  ) async throws -> OrderV1.DeleteProductFileResponse {
    try await channel.call(.deleteProductFile, caller: caller) { $0.fileID = id }
  }
}
