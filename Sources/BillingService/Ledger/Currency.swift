/// A currency as the payment provider counts it (ISO 4217 codes in lower case).
///
/// The table is the provider's, not the system's: libraries of dates and numbers disagree about HUF, which has
/// two digits in the API whatever they show, and change from version to version.
public struct Currency: Sendable, Hashable {
  /// Three lower-case letters.
  public let code: String

  public static let brl = Currency(known: "brl")
  public static let eur = Currency(known: "eur")
  public static let gbp = Currency(known: "gbp")
  public static let huf = Currency(known: "huf")
  public static let usd = Currency(known: "usd")

  /// - Returns: nil for anything but three letters.
  public init?(_ code: String) {
    let code = code.lowercased()
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (97...122).contains($0) }) else { return nil }
    self.code = code
  }

  private init(known code: String) { self.code = code }

  /// How many digits of an amount stand behind the point.
  public var exponent: Int {
    if Self.withoutDigits.contains(code) { return 0 }
    return Self.withThreeDigits.contains(code) ? 3 : 2
  }

  /// How many smallest units make one of the currency.
  public var unitsPerMajor: Int64 {
    switch exponent {
    case 0: 1
    case 3: 1000
    default: 100
    }
  }

  /// What an amount must be a multiple of: forints and crowns are paid out whole, and the third digit of
  /// three must be 0.
  public var step: Int64 {
    switch code {
    case "huf", "isk", "twd", "ugx": 100
    case _ where exponent == 3: 10
    default: 1
    }
  }

  /// An amount for people: "1234.50", "-0.05", "500" where there are no digits behind the point.
  public func text(_ amount: Int64) -> String {
    guard exponent > 0 else { return String(amount) }
    let digits = String(amount.magnitude % UInt64(unitsPerMajor))
    let fraction = String(repeating: "0", count: exponent - digits.count) + digits
    return "\(amount < 0 ? "-" : "")\(amount.magnitude / UInt64(unitsPerMajor)).\(fraction)"
  }

  private static let withoutDigits: Set<String> = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
  ]
  private static let withThreeDigits: Set<String> = ["bhd", "jod", "kwd", "omr", "tnd"]
}
