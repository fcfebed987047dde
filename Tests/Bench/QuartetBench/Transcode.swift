import ArgumentParser
import Contracts
import Foundation
import Gateway
import SwiftProtobuf

/// The gateway's transcoder beside SwiftProtobuf's own JSON coding of the same messages.
struct Transcode: AsyncParsableCommand {
  func run() async throws {
    let schema = try Schema.contract()
    let order = Self.order()
    let wire: [UInt8] = try order.serializedBytes()
    let response = try ResponseTranscoder(
      output: schema.plan(for: "quartet.order.v1.Order", style: .snake), responseBody: "")
    let request = Self.request()
    let body: [UInt8] = try request.jsonUTF8Bytes(options: Self.options)
    let transcoder = try RequestTranscoder(
      input: schema.plan(for: "quartet.order.v1.BatchUpsertProductsRequest", style: .snake), body: .all, pathFields: [])
    let out = try Self.measure { try response.json(wire: wire).count }
    let protobufOut = try Self.measure {
      let json: [UInt8] = try OrderV1.Order(serializedBytes: wire).jsonUTF8Bytes(options: Self.options)
      return json.count
    }
    let input = try Self.measure { try transcoder.encode(body: body, variables: [], query: "").count }
    let protobufIn = try Self.measure {
      let message = try OrderV1.BatchUpsertProductsRequest(jsonUTF8Bytes: body)
      let bytes: [UInt8] = try message.serializedBytes()
      return bytes.count
    }
    print(
      "{\"out_us\": \(out), \"protobuf_out_us\": \(protobufOut), \"in_us\": \(input), \"protobuf_in_us\": \(protobufIn)}"
    )
  }

  private static let options: JSONEncodingOptions = {
    var options = JSONEncodingOptions()
    options.preserveProtoFieldNames = true
    return options
  }()

  /// Microseconds per call: the best of five rounds.
  private static func measure(_ body: () throws -> Int) throws -> Double {
    var best = Double.infinity
    var total = 0
    for _ in 0..<5 {
      let start = ContinuousClock.now
      for _ in 0..<20_000 { total &+= try body() }
      let (seconds, attoseconds) = (ContinuousClock.now - start).components
      best = min(best, (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / 20_000)
    }
    precondition(total > 0)
    return best
  }

  private static func order() -> OrderV1.Order {
    .with {
      $0.id = "01890a5d-ac96-774b-bcce-b302099a8057"
      $0.storeID = "01890a5d-ac96-774b-bcce-b302099a8058"
      $0.status = .confirmed
      $0.paymentMethod = .pix
      $0.totalCents = 12_990
      $0.currency = "BRL"
      $0.customerInfo = .with {
        $0.name = "João da Silva"
        $0.address = "Rua das Flores, 12"
      }
      $0.items = (1...5).map { number in
        .with {
          $0.productID = "01890a5d-ac96-774b-bcce-b30209900\(100 + number)"
          $0.sku = "SKU-\(number)"
          $0.name = "Café Torrado e Moído 500g"
          $0.quantity = Int64(number)
          $0.unitPriceCents = 1890
          $0.totalCents = Int64(number) * 1890
        }
      }
      $0.createdAt = Google_Protobuf_Timestamp(seconds: 1_772_452_800, nanos: 123_456_000)
      $0.updatedAt = Google_Protobuf_Timestamp(seconds: 1_772_452_801, nanos: 0)
    }
  }

  private static func request() -> OrderV1.BatchUpsertProductsRequest {
    .with {
      $0.storeID = "01890a5d-ac96-774b-bcce-b302099a8058"
      $0.products = (1...10).map { number in
        .with {
          $0.sku = "SKU-\(number)"
          $0.name = "Pão de Queijo Congelado 1kg"
          $0.description_p = "Pacote com pães de queijo mineiros, prontos para assar"
          $0.category = "Congelados"
          $0.priceCents = 2_490
          $0.stock = 40
        }
      }
    }
  }
}
