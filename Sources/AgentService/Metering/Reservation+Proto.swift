import Contracts

extension Reservation {
  init(proto: BillingV1.Reservation) { self.init(id: proto.id, planSlug: proto.planSlug) }
}
