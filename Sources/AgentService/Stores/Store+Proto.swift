import Contracts

extension Store {
  init(proto: OrderV1.Store) {
    self.init(
      id: proto.id, companyID: proto.companyID, name: proto.name, city: proto.hasCity ? proto.city : nil,
      description: proto.hasDescription_p ? proto.description_p : nil, isActive: proto.isActive)
  }
}
