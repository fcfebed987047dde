import Runtime

extension Call {
  /// What the request behind this call wants to read, of the languages there are.
  var language: Language? { header("accept-language").flatMap(Language.init(acceptLanguage:)) }

  /// The same of the call that is served just now, if any.
  static var currentLanguage: Language? { currentIfAny?.language }
}
