import Contracts
import Runtime

extension ProductBatch {
  /// Parts the valid rows from the invalid. A SKU that an earlier row has is an error of the later row, whatever
  /// became of the earlier one.
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` when the request as a whole is bad.
  init(proto: OrderV1.BatchUpsertProductsRequest) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    check.require(!proto.products.isEmpty, "products", "should have at least 1 row", type: "too_short")
    check.require(
      proto.products.count <= Self.maximumRows, "products", "should have at most \(Self.maximumRows) rows",
      type: "too_long")
    try check.throwIfAny()
    self.init(storeID: proto.storeID, isAtomic: proto.mode == .atomic, rows: [], errors: [])
    rows.reserveCapacity(proto.products.count)
    var lines: [String: Int64] = [:]
    lines.reserveCapacity(proto.products.count)
    for (index, row) in proto.products.enumerated() {
      let line = Int64(index + 1)
      var problems = Violations()
      let parsed = ProductRow(proto: row, line: line, &problems)
      if let earlier = lines.updateValue(lines[parsed.sku] ?? line, forKey: parsed.sku), !parsed.sku.isEmpty {
        problems.add("sku", "is that of line \(earlier) already", type: "duplicate")
      }
      if let first = problems.all.first {
        let rest = problems.all.dropFirst().map { "; \($0.field): \($0.message)" }.joined()
        errors.append(RowError(line: line, sku: parsed.sku, field: first.field, message: first.message + rest))
      } else {
        rows.append(parsed)
      }
    }
  }
}

extension ProductRow {
  /// Notes every bad field; the row counts only when there is none.
  fileprivate init(proto: OrderV1.ProductRow, line: Int64, _ check: inout Violations) {
    self.init(
      line: line, sku: String(proto.sku.trimming { $0.isWhitespace }).composed,
      name: String(proto.name.trimming { $0.isWhitespace }),
      description: proto.hasDescription_p ? String(proto.description_p.trimming { $0.isWhitespace }) : nil,
      category: proto.hasCategory ? String(proto.category.trimming { $0.isWhitespace }) : nil,
      priceCents: proto.priceCents, stock: proto.hasStock ? proto.stock : nil,
      imageURL: proto.hasImageURL ? proto.imageURL : nil,
      attributes: proto.hasAttributes ? proto.attributes.stored("attributes", &check) : nil,
      isActive: proto.hasIsActive ? proto.isActive : nil)
    check.identifier(sku, "sku", Self.skuLengths)
    check.text(name, "name", Self.nameLengths)
    check.text(description ?? "", "description", 0...Self.maximumDescriptionLength)
    check.text(category ?? "", "category", 0...Self.maximumCategoryLength)
    if check.require(proto.hasPriceCents, "price_cents", "Field required", type: "missing") {
      check.number(priceCents, "price_cents", Self.prices)
    }
    check.number(stock ?? 0, "stock", Self.stocks)
    if let imageURL, !imageURL.isEmpty {
      check.require(WebAddress.isValid(imageURL), "image_url", "should be an http or https URL")
    }
  }
}

extension BatchOutcome {
  func asProto(errors: [RowError]) -> OrderV1.BatchUpsertProductsResponse {
    .with {
      $0.created = created
      $0.updated = updated
      $0.failed = Int64(errors.count)
      $0.errors = errors.map { error in
        .with {
          $0.line = error.line
          $0.sku = error.sku
          $0.field = error.field
          $0.message = error.message
        }
      }
    }
  }
}
