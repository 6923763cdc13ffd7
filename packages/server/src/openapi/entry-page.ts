/**
 * The way into the API's page for a browser: open to everybody, since it holds no data. Its script takes the one-time
 * ticket out of the address, where no server, log or history keeps it, and uses it up for a session.
 */
import { PAGE_STYLE } from "./page-style.js";

const GONE = "This link has been used or has expired. Get a new one with: tinyagi docs";

export const ENTRY_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TinyAGI API</title>
<style>${PAGE_STYLE}</style>
<script src="/docs/open.js" defer></script>
</head>
<body>
<h1>TinyAGI API</h1>
<p id="state" role="status">Opening…</p>
<noscript><p>This page needs JavaScript.</p></noscript>
</body>
</html>
`;

/** Plain JavaScript of the browser. It names no address but this server's own. */
export const ENTRY_SCRIPT = `"use strict";
const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket");
history.replaceState(null, "", location.pathname);
const tell = (text) => {
  document.getElementById("state").textContent = text;
};
async function enter() {
  if (!ticket) return tell(${JSON.stringify(GONE)});
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  if (answer.ok) location.replace("/docs");
  else tell(${JSON.stringify(GONE)});
}
enter().catch(() => tell("The daemon does not answer. Start it with: tinyagi start"));
`;
