/**
 * The page that opens the API's page in a browser. It needs no token, because it contains no data. Its script removes
 * the one-time ticket from the address, so that no server, log or history keeps it, and redeems it for a session.
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

/** Plain browser JavaScript. It calls only this server. */
export const ENTRY_SCRIPT = `"use strict";
const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket");
history.replaceState(null, "", location.pathname);
const show = (text) => {
  document.getElementById("state").textContent = text;
};
async function enter() {
  if (!ticket) return show(${JSON.stringify(GONE)});
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  if (answer.ok) location.replace("/docs");
  else show(${JSON.stringify(GONE)});
}
enter().catch(() => show("The daemon does not answer. Start it with: tinyagi start"));
`;
