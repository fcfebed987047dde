import Runtime
import Storage

/// Which language somebody is written to in: the one they chose, else the tenant's, else the one that the
/// request behind the mail asks for, else ``Language/fallback``.
enum MailLanguages {
  static func choose(locale: String?, tenant: Language?, asked: Language?) -> Language {
    locale.flatMap(Language.init(tag:)) ?? tenant ?? asked ?? .fallback
  }
}
