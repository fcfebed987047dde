import Contracts
import Runtime

extension PlanPage {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.ListPlansRequest) throws {
    var check = Violations()
    if proto.hasSkip { check.number(proto.skip, "skip", 0...Int32.max) }
    if proto.hasLimit { check.number(proto.limit, "limit", 1...1_000) }
    try check.throwIfAny()
    self.init(
      skip: Int(proto.skip), limit: proto.hasLimit ? Int(proto.limit) : 100,
      includesInactive: proto.includeInactive)
  }
}

extension CataloguePage {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.ListCataloguePlansRequest) throws {
    var check = Violations()
    if proto.hasPage { check.number(proto.page, "page", 1...Int32.max) }
    if proto.hasPerPage { check.number(proto.perPage, "per_page", 1...100) }
    try check.throwIfAny()
    self.init(
      page: Int(proto.hasPage ? proto.page : 1), perPage: Int(proto.hasPerPage ? proto.perPage : 20),
      isActive: proto.hasIsActive ? proto.isActive : nil)
  }
}
