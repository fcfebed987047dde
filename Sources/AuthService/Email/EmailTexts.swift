import Foundation
import Runtime

/// The words of every e-mail in one language: `Resources/emails_<language>.json`.
struct EmailTexts: Decodable, Sendable {
  struct Mail: Decodable, Sendable {
    var subject: String
    /// Paragraphs; `{name}` stands for a value.
    var text: [String]
  }

  var mails: [String: Mail]
  /// How roles are called in a sentence, by their documented name.
  var roles: [String: String]
  /// What an inviter without a name is called.
  var somebody: String
  var greeting: String
  var namedGreeting: String
  /// One, and several: `{n}` is the number.
  var hours: [String]
  var days: [String]

  static func of(_ language: Language) -> EmailTexts {
    guard let texts = tables[language] else { preconditionFailure("no texts for \(language)") }
    return texts
  }

  /// A time span in whole hours or days.
  func duration(_ duration: Duration) -> String {
    let total = duration.components.seconds / 3600
    let (count, forms) = total > 24 && total.isMultiple(of: 24) ? (total / 24, days) : (total, hours)
    return (forms[count == 1 ? 0 : forms.count - 1]).replacing("{n}", with: String(count))
  }

  /// Compiled into the program, and read whole by the tests.
  private static let tables: [Language: EmailTexts] = Dictionary(
    uniqueKeysWithValues: Language.allCases.map { language in
      do {
        return (language, try JSONDecoder().decode(EmailTexts.self, from: Data(source(language))))
      } catch {
        preconditionFailure("emails_\(language.rawValue).json can't be read: \(error)")
      }
    })

  private static func source(_ language: Language) -> [UInt8] {
    switch language {
    case .en: PackageResources.emails_en_json
    case .pt: PackageResources.emails_pt_json
    case .hu: PackageResources.emails_hu_json
    }
  }
}
