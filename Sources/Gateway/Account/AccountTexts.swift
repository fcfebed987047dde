import Foundation
import Runtime

/// The words of the account pages in one language: `Resources/account_texts_<language>.json`.
struct AccountTexts: Decodable, Sendable {
  struct Page: Decodable, Sendable {
    var title: String
    var intro: String
    var button: String
    var done: String
  }

  var token: String
  var password: String
  var newPassword: String
  var passwordRule: String
  var name: String
  /// By ``AccountPage``.
  var pages: [String: Page]
  /// By the reason of the error; `OTHER` for any other.
  var problems: [String: String]

  /// - Throws: what is wrong with the file.
  init(_ language: Language) throws {
    let source =
      switch language {
      case .en: PackageResources.account_texts_en_json
      case .pt: PackageResources.account_texts_pt_json
      case .hu: PackageResources.account_texts_hu_json
      }
    self = try JSONDecoder().decode(AccountTexts.self, from: Data(source))
  }

  func problem(_ reason: String) -> String { problems[reason] ?? problems["OTHER"] ?? reason }
}
