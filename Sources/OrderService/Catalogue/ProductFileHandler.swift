import Contracts
import GRPCCore
import Runtime
import Storage

/// The files of products.
struct ProductFileHandler: OrderV1.ProductFileService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let clock: any WallClock
  let ids: any IDGenerator

  func createProductFile(
    request: OrderV1.CreateProductFileRequest, context: ServerContext
  ) async throws -> OrderV1.ProductFile {
    let call = try Call.current
    let draft = try ProductFileDraft(proto: request)
    let product = try await access.product(draft.productID, for: call.caller)
    let once = try Once("product_file.create", request, call, at: clock.now())
    return try await database.write(once) { [ids, id = ids.next(), now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      let file = draft.file(of: product, id: id, at: now)
      try tenant.insert(file)
      try tenant.audit("product_file.created", file, by: call.caller.userID, at: now, ids: ids)
      return file.asProto
    }
  }

  func listProductFiles(
    request: OrderV1.ListProductFilesRequest, context: ServerContext
  ) async throws -> OrderV1.ListProductFilesResponse {
    let caller = try Call.current.caller
    let product = try await access.product(request.productID, for: caller)
    let files = try await database.read(tenant: caller.tenantID) { tenant in try tenant.productFiles(of: product.id) }
    return .with {
      $0.items = files.map(\.asProto)
      $0.total = Int64(files.count)
    }
  }

  func getProductFile(
    request: OrderV1.GetProductFileRequest, context: ServerContext
  ) async throws -> OrderV1.ProductFile {
    try await access.productFile(request.fileID, for: Call.current.caller).asProto
  }

  func updateProductFileStatus(
    request: OrderV1.UpdateProductFileStatusRequest, context: ServerContext
  ) async throws -> OrderV1.ProductFile {
    let call = try Call.current
    let progress = try ProductFileProgress(proto: request)
    _ = try await access.productFile(progress.fileID, for: call.caller)
    let once = try Once("product_file.status", request, call, at: clock.now())
    return try await database.write(once) { [now = clock.now()] tx in
      try TenantTransaction(call.caller.tenantID, tx).apply(progress, at: now).asProto
    }
  }

  func deleteProductFile(
    request: OrderV1.DeleteProductFileRequest, context: ServerContext
  ) async throws -> OrderV1.DeleteProductFileResponse {
    let caller = try Call.current.caller
    let file = try await access.productFile(request.fileID, for: caller)
    try await database.write(tenant: caller.tenantID) { [ids, now = clock.now()] tenant in
      try tenant.deleteProductFile(file.id)
      try tenant.audit("product_file.deleted", file, by: caller.userID, at: now, ids: ids)
    }
    return .with {
      $0.id = file.id
      $0.deleted = true
    }
  }
}
