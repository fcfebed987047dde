import Foundation
import Runtime

/// What an ERP says about a store's stock: the body of an inbound webhook.
struct StockReport: Sendable, Equatable {
  static let counts = 1...5_000
  static let quantities: ClosedRange<Int64> = 0...1_000_000_000

  /// One SKU, as well as it can be read.
  struct Item: Sendable, Equatable {
    var sku: String
    /// Units on hand, absolute.
    var quantity: Int64
    /// Grows with each change of the SKU's stock in the ERP.
    var version: Int64
    /// Why the item can't be applied; nil when it can.
    var problem: String?
  }

  var items: [Item]

  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` for a body that is not a report. An invalid item is not a reason:
  ///   it says itself what is wrong with it.
  init(json: [UInt8]) throws {
    var check = Violations()
    do {
      let body = try JSONDecoder().decode(Body.self, from: Data(json))
      items = body.items
      for field in body.unknown { check.add(field, "Extra inputs are not permitted", type: "extra_forbidden") }
      check.require(
        Self.counts.contains(items.count), "items",
        "should have \(Self.counts.lowerBound) to \(Self.counts.upperBound) items",
        type: items.isEmpty ? "too_short" : "too_long")
    } catch {
      items = []
      check.add("items", "The body should be a JSON object with a list of items", type: "json_invalid")
    }
    try check.throwIfAny()
  }

  private struct Body: Decodable {
    var items: [Item]
    var unknown: [String]

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Name.self)
      items = try members.decode([Item].self, forKey: Name("items"))
      unknown = members.allKeys.map(\.stringValue).filter { $0 != "items" }.sorted()
    }
  }

  fileprivate struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension StockReport.Item: Decodable {
  private static let fields: Set<String> = ["sku", "quantity", "version"]

  /// Never fails for what a JSON value may be: one invalid item must not keep the others from being applied.
  init(from decoder: any Decoder) throws {
    guard let members = try? decoder.container(keyedBy: StockReport.Name.self) else {
      self.init(sku: "", quantity: 0, version: 0, problem: "should be an object with sku, quantity and version")
      return
    }
    func member<Value: Decodable>(_ name: String, _: Value.Type) -> Value? {
      (try? members.decodeIfPresent(Value.self, forKey: StockReport.Name(name))).flatMap(\.self)
    }
    let sku = member("sku", String.self)?.composed
    let quantity = member("quantity", Int64.self)
    let version = member("version", Int64.self)
    var problems: [String] = []
    var check = Violations()
    check.identifier(sku ?? "", "sku", ProductRow.skuLengths)
    if !check.all.isEmpty {
      problems.append("sku should be a text of 1 to \(ProductRow.skuLengths.upperBound) visible characters")
    }
    if !(quantity.map(StockReport.quantities.contains) ?? false) {
      problems.append("quantity should be a whole number from 0 to \(StockReport.quantities.upperBound)")
    }
    if !(version.map { $0 >= 0 } ?? false) { problems.append("version should be a whole number of 0 or more") }
    for name in members.allKeys.map(\.stringValue).filter({ !Self.fields.contains($0) }).sorted() {
      problems.append("\(name) is not a field of an item")
    }
    self.init(
      sku: (sku ?? "").cut(to: ProductRow.skuLengths.upperBound), quantity: quantity ?? 0, version: version ?? 0,
      problem: problems.isEmpty ? nil : problems.joined(separator: "; "))
  }
}
