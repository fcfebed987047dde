extension RedocPage {
  static let css = #"""
    :root { --dark: #1d2130; --dark-line: #333a50; --dark-text: #e6e9f4; --dark-soft: #98a1b8; }
    @media (prefers-color-scheme: dark) { :root { --dark: #0b0d13; --dark-line: #262b39; } }
    html { scroll-padding-top: 1rem; }
    nav { position: fixed; inset: 0 auto 0 0; width: 17rem; overflow: auto; padding: 1.2rem 0.9rem 3rem; background: var(--panel);
      border-right: 1px solid var(--line); font-size: 0.88rem; z-index: 4; }
    .brand { font-weight: 700; font-size: 1.05rem; margin: 0; }
    .brand span { color: var(--accent); }
    #search { width: 100%; font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 7px;
      padding: 0.3rem 0.6rem; margin: 0.5rem 0; }
    #menu { display: none; font: inherit; position: fixed; right: 1rem; bottom: 1rem; z-index: 5; padding: 0.5rem 1rem;
      border: 0; border-radius: 99px; background: var(--accent); color: var(--accent-text); font-weight: 600; cursor: pointer; }
    nav h2 { font-size: 0.76rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--soft); margin: 1.2rem 0 0.2rem; }
    nav details > summary { padding: 0.15rem 0.3rem; border-radius: 6px; }
    nav details > summary:hover { background: var(--sunk); }
    nav li a { display: flex; gap: 0.4rem; padding: 0.18rem 0.5rem 0.18rem 0.9rem; border-radius: 6px; color: var(--text); line-height: 1.35; }
    nav li a:hover, nav li a[aria-current] { background: var(--sunk); text-decoration: none; }
    nav li a[aria-current] { color: var(--accent); }
    nav ul { list-style: none; padding: 0; margin: 0 0 0.2rem; }
    nav .verb { min-width: 3.3em; font-size: 0.62rem; padding-top: 0.25em; }
    main { margin-left: 17rem; }
    main:focus { outline: none; }
    .part { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); }
    .part > .text { padding: 1.6rem 2.2rem; min-width: 0; max-width: 54rem; }
    .part > .samples { background: var(--dark); color: var(--dark-text); padding: 1.6rem 1.4rem; min-width: 0; }
    .part + .part > .text, .part + .part > .samples { border-top: 1px solid var(--line); }
    .part + .part > .samples { border-top-color: var(--dark-line); }
    .text h1 { font-size: 1.9rem; } .text h2 { font-size: 1.45rem; } .text h3 { font-size: 1.15rem; }
    .endpoint { display: flex; flex-wrap: wrap; gap: 0 0.6rem; align-items: baseline; margin: 0.5rem 0; }
    .samples h4 { color: var(--dark-soft); margin-top: 1rem; } .samples h4:first-child { margin-top: 0; }
    .samples pre { background: #00000038; border-color: var(--dark-line); color: inherit; }
    .samples .sample { position: relative; }
    .samples button { position: absolute; top: 0.4rem; right: 0.4rem; font: 0.74rem var(--sans); color: var(--dark-soft); background: var(--dark);
      border: 1px solid var(--dark-line); border-radius: 6px; padding: 0.1rem 0.5rem; cursor: pointer; }
    .samples button:hover { color: var(--dark-text); }
    .samples .soft { color: var(--dark-soft); }
    .answers { display: grid; gap: 0.3rem; }
    .answers details, .answers > div { border: 1px solid var(--line); border-radius: 8px; padding: 0.35rem 0.7rem; background: var(--panel); }
    .answers details[open] > summary { margin-bottom: 0.5rem; }
    .status { font: 700 0.82rem var(--mono); }
    .status.ok { color: var(--ok); } .status.bad { color: var(--bad); }
    .scheme { margin-top: 0.7rem; }
    [hidden] { display: none !important; }
    @media (max-width: 1100px) {
      .part { grid-template-columns: minmax(0, 1fr); }
      .part > .text { padding: 1.4rem 1.6rem; }
    }
    @media (max-width: 760px) {
      main { margin-left: 0; }
      nav { display: none; width: min(19rem, 100%); }
      nav.open { display: block; }
      #menu { display: block; }
      .part > .text, .part > .samples { padding: 1.1rem 1rem; }
    }
    """#
}
