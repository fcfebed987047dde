/// `/redoc`: the reference for reading, in three panes: navigation, description, examples.
///
/// Self-contained: it loads nothing but `/v1/developer/openapi.json`.
enum RedocPage {
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Quartet API reference</title>
    <link rel="icon" href="data:,">
    <style>
    \#(ReferenceStyle.css)
    \#(css)
    </style>
    </head>
    <body>
    <a class="skip" href="#main">To the reference</a>
    <button id="menu" type="button" aria-expanded="false" aria-controls="nav">Contents</button>
    <nav id="nav" aria-label="Contents">
      <p class="brand"><span aria-hidden="true">◈</span> Quartet API</p>
      <p class="soft"><a href="/docs">Try it</a> · <a href="/v1/developer/openapi.json">openapi.json</a></p>
      <label><span class="skip">Search</span>
        <input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false"></label>
      <div id="contents"></div>
    </nav>
    <main id="main" tabindex="-1"><p class="soft">Loading…</p></main>
    <script>
    \#(ReferenceScript.javaScript)
    \#(script)
    </script>
    </body>
    </html>
    """#
}
