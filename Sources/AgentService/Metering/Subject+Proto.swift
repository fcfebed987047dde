import Contracts

extension Subject {
  var asProto: BillingV1.Subject {
    .with {
      switch self {
      case .organization(let id):
        $0.kind = .organization
        $0.id = id
      case .user(let id):
        $0.kind = .user
        $0.id = id
      }
    }
  }
}
