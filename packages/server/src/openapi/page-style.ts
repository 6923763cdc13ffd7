/** The style of the API's page: one column, dark mode by system setting, no external fonts or images. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #566072; --paper: #fff; --panel: #f4f6f9; --line: #d9dfe8;
  --get: #0b6b3a; --post: #0b4fa8; --put: #8a5300; --delete: #a81e1e; --accent: #0b4fa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a3adbd; --paper: #14181f; --panel: #1c222c;
  --line: #333c4a; --get: #6fd39b; --post: #8ab8ff; --put: #f0b860; --delete: #ff9a94; --accent: #8ab8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 .25rem; font-size: 1.75rem; } h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem; text-transform: capitalize; }
h3 { margin: 1rem 0 .35rem; font-size: .9rem; color: var(--soft); }
p { margin: .5rem 0; } a { color: var(--accent); } code, pre { font: .875rem/1.5 ui-monospace, monospace; }
.soft { color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: .35rem .9rem; margin: 1rem 0; padding: .75rem 1rem; background: var(--panel);
  border: 1px solid var(--line); border-radius: .5rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; background: var(--panel); }
summary { display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline; padding: .6rem .9rem; cursor: pointer; }
summary::before { content: "+"; width: .6rem; color: var(--soft); font-family: ui-monospace, monospace; }
details[open] > summary::before { content: "–"; }
summary::-webkit-details-marker { display: none; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: .35rem; }
details > div { padding: 0 .9rem .9rem; border-top: 1px solid var(--line); }
.method { min-width: 3.6rem; font-weight: 700; } .get { color: var(--get); } .post { color: var(--post); }
.put { color: var(--put); } .delete { color: var(--delete); }
.path { font-weight: 600; } .what { color: var(--soft); flex: 1 1 16rem; }
pre { margin: 0; padding: .7rem .8rem; overflow-x: auto; background: var(--paper); border: 1px solid var(--line);
  border-radius: .4rem; white-space: pre; overflow-wrap: normal; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; } th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
`;
