extension DocsPage {
  static let css = #"""
    header { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: center;
      padding: 0.6rem 1.2rem; background: var(--panel); border-bottom: 1px solid var(--line); }
    .brand { font-weight: 700; color: var(--text); font-size: 1.02rem; white-space: nowrap; }
    .brand span { color: var(--accent); }
    .search { flex: 1 1 14rem; position: relative; }
    .plain { white-space: nowrap; }
    input, textarea, select { width: 100%; font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line);
      border-radius: 7px; padding: 0.38rem 0.6rem; }
    textarea { font: 0.84rem/1.5 var(--mono); min-height: 7rem; resize: vertical; }
    input[type="checkbox"], input[type="radio"] { width: auto; }
    button { font: inherit; cursor: pointer; color: var(--text); background: var(--sunk); border: 1px solid var(--line);
      border-radius: 7px; padding: 0.35rem 0.9rem; }
    button:hover { border-color: var(--accent); }
    button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-text); font-weight: 600; }
    button:disabled { opacity: 0.5; cursor: default; }
    #credentials { background: var(--panel); border-bottom: 1px solid var(--line); padding: 1rem 1.2rem; }
    .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 0.7rem 1rem; }
    .grid label, .inputs label { display: block; font-size: 0.84rem; }
    .grid label > span, .inputs label > span { display: block; margin-bottom: 0.15rem; }
    .columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); max-width: 88rem; margin: 0 auto; }
    nav { position: sticky; top: 3.6rem; align-self: start; height: calc(100vh - 3.6rem); overflow: auto;
      padding: 1.2rem 0.8rem 3rem 1.2rem; font-size: 0.88rem; }
    nav h2 { font-size: 0.76rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--soft); margin: 1.1rem 0 0.2rem; }
    nav h2:first-child { margin-top: 0; }
    nav a { display: block; padding: 0.18rem 0.5rem; border-radius: 6px; color: var(--text); }
    nav a:hover { background: var(--sunk); text-decoration: none; }
    nav .count { color: var(--soft); float: right; font-size: 0.8rem; }
    main { padding: 1.4rem 1.4rem 6rem; min-width: 0; }
    main:focus { outline: none; }
    .intro h1 { font-size: 1.7rem; }
    .surface > h2 { margin-top: 2.2rem; font-size: 1.25rem; }
    .service { margin-top: 1.2rem; }
    .service > h3 { font-size: 1rem; }
    .operation { border: 1px solid var(--line); border-radius: 10px; background: var(--panel); margin-top: 0.55rem; }
    .operation[open] { border-color: var(--accent); }
    .operation > summary { display: flex; flex-wrap: wrap; gap: 0 0.7rem; align-items: baseline; padding: 0.55rem 0.9rem;
      list-style: none; border-radius: 10px; }
    .operation > summary::-webkit-details-marker { display: none; }
    .operation > summary .path { font-weight: 600; }
    .operation > summary .words { color: var(--soft); flex: 1 1 12rem; min-width: 0; }
    .body { border-top: 1px solid var(--line); padding: 0.8rem 0.9rem 1.1rem; }
    .chips { display: flex; flex-wrap: wrap; gap: 0.35rem; margin-top: 0.5rem; }
    .answer > summary { padding: 0.2rem 0; }
    .answer { border-top: 1px solid var(--line); padding: 0.25rem 0; }
    .answer:first-of-type { border-top: 0; }
    .status { font: 700 0.82rem var(--mono); }
    .status.ok { color: var(--ok); } .status.bad { color: var(--bad); }
    .try { margin-top: 1.3rem; padding: 0.9rem; border: 1px solid var(--line); border-radius: 9px; background: var(--bg); }
    .try > h4 { margin-top: 0; }
    .inputs { display: grid; gap: 0.6rem; margin-bottom: 0.7rem; }
    .row { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; }
    .missing { color: var(--bad); font-size: 0.84rem; }
    .result { margin-top: 0.9rem; display: grid; gap: 0.5rem; }
    .result pre { background: var(--panel); }
    [hidden] { display: none !important; }
    @media (max-width: 860px) {
      .columns { grid-template-columns: minmax(0, 1fr); }
      nav { display: none; }
      main { padding: 1rem 0.9rem 5rem; }
      header { padding: 0.5rem 0.9rem; }
      .search { order: 9; flex-basis: 100%; }
    }
    @media (max-width: 480px) { header { font-size: 0.88rem; gap: 0.5rem; justify-content: space-between; } }
    """#
}
