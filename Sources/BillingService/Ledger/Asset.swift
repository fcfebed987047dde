/// What amounts are counted in: tokens, credits, or the smallest unit of a currency.
public struct Asset: RawRepresentable, Sendable, Hashable {
  /// In SQL and in accounts' ids: "token", "credit", "microusd" or a currency's code in lower case.
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  /// Tokens of language models.
  public static let token = Asset(rawValue: "token")
  /// Credits of a plan with credits.
  public static let credit = Asset(rawValue: "credit")
  /// Millionths of a US dollar, which models' prices are counted in.
  public static let microUSD = Asset(rawValue: "microusd")

  /// Money, in the unit that ``Currency/exponent`` says.
  public static func money(_ currency: Currency) -> Asset { Asset(rawValue: currency.code) }
}
