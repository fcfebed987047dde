import Foundation
import SwiftCSV

/// A shop's product list as a CSV file: sku, name, description, category, price_cents, stock.
enum ProductList {
  /// - Throws: ``StartupFailure`` for a file that can't be read or lacks a column.
  static func read(_ path: String) throws -> [[String: Any]] {
    guard let csv = try? CSV<Named>(url: URL(filePath: path)) else {
      throw StartupFailure("The product list \(path) can't be read.")
    }
    let missing = ["sku", "name", "price_cents", "stock"].filter { !csv.header.contains($0) }
    guard missing.isEmpty else {
      throw StartupFailure("The product list \(path) has no column \(missing.joined(separator: ", ")).")
    }
    return try csv.rows.enumerated().map { index, row in
      guard let price = row["price_cents"].flatMap(Int.init), let stock = row["stock"].flatMap(Int.init) else {
        throw StartupFailure(
          "The product list \(path), line \(index + 2): price_cents and stock must be whole numbers.")
      }
      var product: [String: Any] = [
        "sku": row["sku"] ?? "", "name": row["name"] ?? "", "price_cents": price, "stock": stock,
      ]
      if let text = row["description"], !text.isEmpty { product["description"] = text }
      if let text = row["category"], !text.isEmpty { product["category"] = text }
      return product
    }
  }
}
