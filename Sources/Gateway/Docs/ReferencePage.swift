/// `/docs`, to read every endpoint and to try it with one's own credentials, and `/redoc`, to read in three panes.
///
/// Each is self-contained: styles and scripts stand in the page, which loads nothing but
/// `/v1/developer/openapi.json`. Everything from that document is put in as text, never as markup. Credentials stay in
/// the tab (sessionStorage) and go to this origin only.
enum ReferencePage {
  static func docs() -> String {
    page(PackageResources.docs_html, css: PackageResources.docs_css, script: PackageResources.docs_js)
  }

  static func redoc() -> String {
    page(PackageResources.redoc_html, css: PackageResources.redoc_css, script: PackageResources.redoc_js)
  }

  /// What both look alike in and share comes before the page's own.
  private static func page(_ template: [UInt8], css: [UInt8], script: [UInt8]) -> String {
    PageTemplate(template).filled(html: [
      "css": String(decoding: PackageResources.reference_css + css, as: UTF8.self),
      "script": String(decoding: PackageResources.reference_js + script, as: UTF8.self),
    ])
  }
}
