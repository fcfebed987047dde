import Storage

/// How the units of one booking are taken from a subject's lots.
struct Burn: Sendable, Equatable {
  /// What happens to one lot.
  struct Line: Sendable, Equatable {
    var lotID: String
    var source: Lot.Source
    /// Taken for good.
    var burned: Int64
    /// Held before and not any more.
    var freed: Int64
  }

  var lines: [Line]
  /// Units that no lot has.
  var uncovered: Int64

  var burned: Int64 { lines.reduce(0) { $0 + $1.burned } }
  var freed: Int64 { lines.reduce(0) { $0 + $1.freed } }

  /// Takes units first from the parts that were held for them, then from what is available, each in the order of
  /// the lots. A part of a lot that has ended meanwhile is free, and pays for nothing.
  init(_ units: Int64, from state: CreditState, held parts: [CreditState.Part], at now: Timestamp) {
    let partOf = Dictionary(parts.map { ($0.lotID, $0.amount) }, uniquingKeysWith: +)
    var left = units
    var taken: [String: Int64] = [:]
    for lot in state.lots where lot.isLive(at: now) {
      let share = min(left, partOf[lot.id] ?? 0)
      taken[lot.id, default: 0] += share
      left -= share
    }
    for part in state.allocation(of: left, at: now) {
      taken[part.lotID, default: 0] += part.amount
      left -= part.amount
    }
    lines = state.lots.compactMap { lot in
      let line = Line(
        lotID: lot.id, source: lot.source, burned: taken[lot.id] ?? 0, freed: partOf[lot.id] ?? 0)
      return line.burned == 0 && line.freed == 0 ? nil : line
    }
    uncovered = left
  }
}
