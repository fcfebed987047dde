import Storage

/// What an organization says about usage beyond what it has; the defaults where nobody has said anything.
struct CompanySettings: Sendable, Equatable {
  /// The most that overage may cost in a billing period, in BRL cents; nil: no limit.
  var cap: Int64? = 0
  /// Whether usage beyond the included tokens and top-ups goes on, and is charged.
  var autoOverage = false
  /// Percent of the included tokens, and of ``cap``, at which people are mailed.
  var alertPercent: Int64 = 80
  var updatedAt: Timestamp?

  static let maximumCap: Int64 = 100_000_000
}

/// What changes about them.
struct CompanySettingsChange: Sendable {
  var cap = NullableCap.keep
  var autoOverage: Bool?
  var alertPercent: Int64?

  /// A cap that is given, or lifted.
  enum NullableCap: Sendable, Equatable {
    case keep
    case set(Int64?)
  }

  func applied(to settings: CompanySettings, at now: Timestamp) -> CompanySettings {
    var changed = settings
    if case .set(let cap) = cap { changed.cap = cap }
    changed.autoOverage = autoOverage ?? changed.autoOverage
    changed.alertPercent = alertPercent ?? changed.alertPercent
    changed.updatedAt = now
    return changed
  }
}
