/// What `/docs` and `/redoc` look alike in: colours for light and dark, type, tables, code.
enum ReferenceStyle {
  static let css = #"""
    :root {
      color-scheme: light dark;
      --bg: #fbfbfd; --panel: #ffffff; --sunk: #f2f3f7; --line: #dfe2ea; --text: #1b1f2a; --soft: #5c6475;
      --accent: #4a3fd6; --accent-text: #ffffff; --ring: #8f86ff; --ok: #177245; --bad: #b3261e;
      --get: #1a6fb8; --post: #17784a; --put: #8a5a00; --patch: #8a5a00; --delete: #b3261e;
      --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, monospace;
      --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --bg: #10121a; --panel: #171a24; --sunk: #1e222e; --line: #2d3342; --text: #e8eaf2; --soft: #9aa3b8;
        --accent: #8f86ff; --accent-text: #10121a; --ring: #8f86ff; --ok: #4cc38a; --bad: #ff8a80;
        --get: #6db5f5; --post: #4cc38a; --put: #e5b567; --patch: #e5b567; --delete: #ff8a80;
      }
    }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 4.5rem; }
    body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.55 var(--sans); }
    a { color: var(--accent); text-decoration: none; }
    a:hover { text-decoration: underline; }
    :focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; border-radius: 4px; }
    code, pre, .path, .mono { font-family: var(--mono); font-size: 0.87em; }
    p code, li code, td code { background: var(--sunk); border-radius: 4px; padding: 0.1em 0.35em; }
    pre { margin: 0; padding: 0.8rem 1rem; background: var(--sunk); border: 1px solid var(--line);
      border-radius: 8px; overflow: auto; max-height: 28rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    h1, h2, h3, h4 { line-height: 1.25; margin: 0; }
    h4 { margin: 1.2rem 0 0.5rem; font-size: 0.78rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--soft); }
    p { margin: 0.4rem 0; }
    ul { margin: 0.3rem 0; padding-left: 1.2rem; }
    .soft { color: var(--soft); }
    .verb { display: inline-block; min-width: 3.9em; font: 700 0.72rem/1.2 var(--mono); text-transform: uppercase;
      letter-spacing: 0.03em; }
    .verb.get, .verb.head { color: var(--get); } .verb.post { color: var(--post); } .verb.put { color: var(--put); }
    .verb.patch { color: var(--patch); } .verb.delete { color: var(--delete); }
    .path { overflow-wrap: anywhere; }
    .path .variable { color: var(--accent); }
    .chip { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 0.6em;
      font-size: 0.76rem; color: var(--soft); background: var(--panel); }
    .fields { display: block; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--panel); }
    .field { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: 0 1rem; padding: 0.5rem 0.8rem;
      border-top: 1px solid var(--line); }
    .field:first-child { border-top: 0; }
    .field .name { overflow-wrap: anywhere; }
    .field .required { color: var(--bad); font-size: 0.72rem; margin-left: 0.4em; }
    .field p { margin: 0; }
    .field .type { color: var(--soft); font-size: 0.82rem; }
    .field details { grid-column: 1 / -1; margin-top: 0.3rem; }
    summary { cursor: pointer; }
    .field details > summary { color: var(--accent); font-size: 0.84rem; }
    .field details > .fields { margin-top: 0.4rem; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: 0.5rem; z-index: 9; background: var(--panel); padding: 0.4rem 0.8rem; }
    .failure { margin: 2rem auto; max-width: 40rem; color: var(--bad); }
    @media (max-width: 560px) { .field { grid-template-columns: 1fr; } }
    """#
}
