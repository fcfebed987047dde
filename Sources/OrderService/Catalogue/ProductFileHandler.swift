import Contracts
import GRPCCore
import Runtime

/// The files of products.
struct ProductFileHandler: OrderV1.ProductFileService.SimpleServiceProtocol, DirectlyCallable {
  let files: ProductFileStore
  let access: StoreAccess
  let clock: any WallClock

  func createProductFile(
    request: OrderV1.CreateProductFileRequest, context: ServerContext
  ) async throws -> OrderV1.ProductFile {
    let call = try Call.current
    let new = try NewProductFile(proto: request)
    let product = try await access.product(new.productID, for: call.caller)
    let once = try Once("product_file.create", request, call, at: clock.now())
    return try await files.create(new, of: product, by: call.caller.userID, once) { $0.asProto }
  }

  func listProductFiles(
    request: OrderV1.ListProductFilesRequest, context: ServerContext
  ) async throws -> OrderV1.ListProductFilesResponse {
    let caller = try Call.current.caller
    let product = try await access.product(request.productID, for: caller)
    let files = try await files.list(of: product.id, tenantID: caller.tenantID)
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
    return try await files.apply(progress, once) { $0.asProto }
  }

  func deleteProductFile(
    request: OrderV1.DeleteProductFileRequest, context: ServerContext
  ) async throws -> OrderV1.DeleteProductFileResponse {
    let caller = try Call.current.caller
    let file = try await access.productFile(request.fileID, for: caller)
    try await files.delete(file, by: caller.userID, tenantID: caller.tenantID)
    return .with {
      $0.id = file.id
      $0.deleted = true
    }
  }
}
