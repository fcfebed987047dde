/// `/docs`: every endpoint, grouped by surface and service, to read and to try with one's own credentials.
///
/// Self-contained: it loads nothing but `/v1/developer/openapi.json`. Credentials stay in the tab
/// (sessionStorage) and go to this origin only.
enum DocsPage {
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Quartet API</title>
    <link rel="icon" href="data:,">
    <style>
    \#(ReferenceStyle.css)
    \#(css)
    </style>
    </head>
    <body>
    <a class="skip" href="#main">To the endpoints</a>
    <header>
      <a class="brand" href="/docs"><span aria-hidden="true">◈</span> Quartet API</a>
      <label class="search"><span class="skip">Search</span>
        <input id="search" type="search" placeholder="Search endpoints  ( / )" autocomplete="off" spellcheck="false"></label>
      <a class="plain" href="/redoc">Reading view</a>
      <button id="credentials-button" type="button" aria-expanded="false" aria-controls="credentials">Credentials</button>
    </header>
    <section id="credentials" aria-label="Credentials" hidden></section>
    <div class="columns">
      <nav id="nav" aria-label="Endpoints"></nav>
      <main id="main" tabindex="-1"><p class="soft">Loading…</p></main>
    </div>
    <script>
    \#(ReferenceScript.javaScript)
    \#(tryScript)
    \#(pageScript)
    </script>
    </body>
    </html>
    """#
}
