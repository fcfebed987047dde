import Runtime

/// The HTML of every e-mail, made from its text: one column, large type, real paragraphs, the document's
/// language and title set for screen readers, and nothing loaded from anywhere.
enum EmailLayout {
  static func html(subject: String, text: String, language: Language = .en) -> String {
    let paragraphs = text.split(separator: "\n\n").map { $0.trimmingNewlines }.filter { !$0.isEmpty }
    return """
      <!doctype html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(HTMLText.escaped(subject))</title>
      </head>
      <body style="margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font:16px/1.5 sans-serif">
      <div role="article" aria-label="\(HTMLText.escaped(subject))" style="max-width:560px;margin:0 auto">
      <h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">\(HTMLText.escaped(subject))</h1>
      \(paragraphs.map(paragraph).joined(separator: "\n"))
      </div>
      </body>
      </html>

      """
  }

  /// A paragraph that is nothing but a URL becomes a link; everything else stays text.
  private static func paragraph(_ text: Substring) -> String {
    let inner: String
    if isLink(text) {
      let url = HTMLText.escaped(text)
      inner = "<a href=\"\(url)\" style=\"color:#0b57d0;word-break:break-all\">\(url)</a>"
    } else {
      inner = HTMLText.escaped(text).replacing("\n", with: "<br>")
    }
    return "<p style=\"margin:0 0 16px\">\(inner)</p>"
  }

  private static func isLink(_ text: Substring) -> Bool {
    (text.hasPrefix("https://") || text.hasPrefix("http://")) && !text.contains { $0.isWhitespace }
  }
}

extension Substring {
  fileprivate var trimmingNewlines: Substring {
    let start = drop { $0.isNewline }
    guard let end = start.lastIndex(where: { !$0.isNewline }) else { return "" }
    return start[...end]
  }
}
