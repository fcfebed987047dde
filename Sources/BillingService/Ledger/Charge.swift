/// The price of many small things in whole units of money: added up exactly and rounded once, half up, so that
/// lines never differ from their total. What the rounding leaves is carried into the next charge.
struct Charge: Sendable, Equatable {
  /// Whole units of the currency.
  var amount: Int64
  /// Millionths of a unit that the next charge begins with; negative after rounding up.
  var remainder: Int64

  /// - Parameters:
  ///   - units: what was used, of each price.
  ///   - carried: the last charge's ``remainder``.
  /// - Returns: nil where the sum leaves 64 bits.
  init?(_ units: [(count: Int64, pricePerMillion: Int64)], carried: Int64 = 0) {
    var sum = carried
    for (count, price) in units {
      let (line, isTooMuch) = count.multipliedReportingOverflow(by: price)
      let (total, isOutside) = sum.addingReportingOverflow(line)
      guard !isTooMuch, !isOutside else { return nil }
      sum = total
    }
    let (half, isOutside) = sum.addingReportingOverflow(500_000)
    guard !isOutside else { return nil }
    // Division rounds towards 0; half up rounds towards the greater number.
    amount = half / 1_000_000 - (half % 1_000_000 < 0 ? 1 : 0)
    remainder = sum - amount * 1_000_000
  }
}
