/**
 * Keeps the shell of TinyOffice and the last answers of the daemon, so that the office opens while the daemon is away.
 * Guarantees: the daemon is asked first, always; only its JSON answers to GET are kept, with the time at which they came;
 * changes and event streams pass untouched; a logout, or a session that ended, removes what was kept.
 */
/* global __FILES__, __VERSION__ */
const SHELL = `shell-${__VERSION__}`;
const ANSWERS = "answers";
/** What the page leaves for notifications; it exists only in a browser that is notified. */
const PUSH = "push";
const PUSH_SESSION = "/.push/session";
/** Their name changes with their content. */
const HASHED = /^\/_next\/static\/(chunks|media|css)\//;
/** A file, at a secret address or by its name: it is never kept, and decides nothing here. */
const FILE = /^\/(view|shared|api\/files)\//;
const STREAM = /\/stream$/;
/** Answers of the pages that were used last. */
const KEPT_MAX = 200;
/** Busy pages read often: what is kept is written once for many readings. */
const KEEP_MS = 500;
const KEPT_AT = "x-tinyoffice-kept-at";

const waiting = new Map();
let writing;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(__FILES__)));
  skipWaiting();
});

addEventListener("activate", (event) => {
  event.waitUntil(removeOldShells().then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || STREAM.test(pathname) || FILE.test(pathname)) return;
  if (request.method === "DELETE" && pathname === "/api/session") event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (pathname.startsWith("/api/")) event.respondWith(answer(event));
  else event.respondWith(HASHED.test(pathname) ? keptFile(request) : newFile(request));
});

async function removeOldShells() {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name !== SHELL && name !== ANSWERS && name !== PUSH)
      .map((name) => caches.delete(name)),
  );
}

async function keptFile(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** A page is that of the daemon; without a daemon, the kept one. Its query says what it shows, not what it is. */
async function newFile(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { cacheName: SHELL, ignoreVary: true, ignoreSearch: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

async function answer(event) {
  const { request } = event;
  try {
    const reply = await fetch(request);
    if (reply.status === 401) await forget();
    else if (reply.ok && reply.headers.get("content-type")?.includes("json"))
      event.waitUntil(keep(request.url, reply.clone()));
    return reply;
  } catch (error) {
    const kept =
      waiting.get(request.url)?.clone() ?? (await caches.match(request.url, { cacheName: ANSWERS }));
    if (kept === undefined || request.signal.aborted) throw error;
    return kept;
  }
}

async function keep(url, reply) {
  const headers = { "content-type": reply.headers.get("content-type"), [KEPT_AT]: String(Date.now()) };
  waiting.set(url, new Response(await reply.blob(), { headers }));
  writing ??= new Promise((resolve) => setTimeout(resolve, KEEP_MS)).then(write);
  await writing;
}

async function write() {
  writing = undefined;
  const all = [...waiting];
  waiting.clear();
  const answers = await caches.open(ANSWERS);
  for (const [url, reply] of all) {
    // The newest come last, so the first ones are those that were not used for longest.
    await answers.delete(url);
    await answers.put(url, reply);
  }
  const kept = await answers.keys();
  await Promise.all(
    kept.slice(0, Math.max(0, kept.length - KEPT_MAX)).map((request) => answers.delete(request)),
  );
}

async function forget() {
  waiting.clear();
  await caches.delete(ANSWERS);
  if (await caches.has(PUSH)) await (await caches.open(PUSH)).delete(PUSH_SESSION);
}
