/// Why a row was refused.
struct RowError: Sendable, Equatable {
  var line: Int64
  var sku: String
  /// The first field at fault.
  var field: String
  /// Everything that is wrong with the row.
  var message: String
}
