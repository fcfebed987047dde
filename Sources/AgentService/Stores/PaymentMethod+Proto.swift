import Contracts

extension PaymentMethod {
  init(proto: OrderV1.PaymentMethod) { self = proto == .cod ? .cod : .pix }

  var asProto: OrderV1.PaymentMethod {
    switch self {
    case .pix: .pix
    case .cod: .cod
    }
  }
}
