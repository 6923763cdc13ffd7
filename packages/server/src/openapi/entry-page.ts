/**
 * The page that opens the API's page in a browser. It needs no token, because it contains no data. Its script removes
 * the one-time ticket from the address, so that no server, log or history keeps it, and redeems it for a session.
 */
import { SESSION_HEADER, SESSION_KEY } from "@tinyagi/contracts";
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

/**
 * Plain browser JavaScript. It calls only this server. Only requests of a page carry its session, so that this page fetches
 * the other one and shows it, and makes of a link to an answer a file.
 */
export const ENTRY_SCRIPT = `"use strict";
const KEY = ${JSON.stringify(SESSION_KEY)};
const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket");
history.replaceState(null, "", location.pathname);
const show = (text) => {
  document.getElementById("state").textContent = text;
};
let session;
function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // A browser that keeps nothing needs a ticket each time.
  }
}
function keep() {
  try {
    localStorage.setItem(KEY, session);
  } catch {
    // The session lasts as long as this page.
  }
}
const get = (path) => fetch(path, { headers: session ? { ${JSON.stringify(SESSION_HEADER)}: session } : {} });
async function redeem() {
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  if (!answer.ok) return;
  session = (await answer.json()).session;
  keep();
}
async function save(link) {
  const file = document.createElement("a");
  file.href = URL.createObjectURL(await (await get(link.getAttribute("href"))).blob());
  file.download = link.download;
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), 0);
}
async function enter() {
  session = read();
  if (ticket) await redeem();
  const answer = await get("/docs");
  if (!answer.ok) return show(${JSON.stringify(GONE)});
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.body.replaceWith(document.adoptNode(page.body));
  for (const link of document.querySelectorAll("a[download]"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      void save(link);
    });
}
enter().catch(() => show("The daemon does not answer. Start it with: tinyagi start"));
`;
