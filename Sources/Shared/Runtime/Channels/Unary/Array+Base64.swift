import Foundation

/// Binary metadata travels as Base64; gRPC senders may leave the padding out.
extension [UInt8] {
  init(base64 text: String) {
    let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    self = Data(base64Encoded: padded).map(Array.init) ?? []
  }

  var base64: String { Data(self).base64EncodedString() }
}
