/**
 * Notifications while no page is open: the second part of the service worker. A notice has facts, the words are those that
 * the page left here. Guarantees: a decision is sent with the session of this browser, or not at all; what the daemon does
 * not accept from here is decided in the page; nothing of a notice leads to another origin.
 */
/* global PUSH, PUSH_SESSION */
const WORDS = "/.push/words";
const SESSION_HEADER = "x-tinyagi-session";
const ICON = "/icon-192.png";

addEventListener("push", (event) => event.waitUntil(onNotice(event.data)));
addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  const { path = "/", request } = notification.data ?? {};
  event.waitUntil(action === "" || request === undefined ? openPage(path) : decide(action, request, path));
});

async function onNotice(data) {
  const notice = readNotice(data);
  if (notice?.close !== undefined) return closeNotice(notice.close);
  const words = await readKept(WORDS, "json");
  // A browser takes the permission away if a message shows nothing.
  if (notice === undefined || words === undefined)
    return registration.showNotification("TinyOffice", { icon: ICON });
  const { kind, tag, agent = "", count = 0, text, path, request } = notice;
  const title = (words.kinds[kind] ?? "TinyOffice")
    .replace("{agent}", agent)
    .replace("{count}", String(count));
  const actions =
    request === undefined
      ? []
      : [
          ...(request.isWhole ? [{ action: "approve", title: words.approve }] : []),
          { action: "deny", title: words.deny },
        ];
  await registration.showNotification(title, {
    ...(text === undefined ? {} : { body: text }),
    tag,
    icon: ICON,
    badge: ICON,
    lang: words.lang,
    actions,
    data: { path, request },
  });
}

function readNotice(data) {
  try {
    return data.json();
  } catch {
    return undefined;
  }
}

async function closeNotice(tag) {
  for (const shown of await registration.getNotifications({ tag })) shown.close();
}

/** Asks the daemon as a page would. @param action `approve` or `deny` */
async function decide(action, { id, digest }, path) {
  const session = await readKept(PUSH_SESSION, "text");
  if (session === undefined) return openPage(path);
  try {
    const answer = await fetch(
      `/api/approvals/${encodeURIComponent(id)}/${action === "approve" ? "approve" : "deny"}`,
      {
        method: "POST",
        headers: { "content-type": "application/json", [SESSION_HEADER]: session },
        body: JSON.stringify({ digest }),
        redirect: "error",
      },
    );
    // Of 409 the page says who decided before.
    if (answer.ok) return;
  } catch {
    // The daemon is away: the page says so.
  }
  await openPage(path);
}

/** A page that is open shows it; otherwise a new one. */
async function openPage(path) {
  const { href, origin } = new URL(path, location.origin);
  const target = origin === location.origin ? href : location.origin;
  const [page] = await clients.matchAll({ type: "window" });
  if (page === undefined) return clients.openWindow(target);
  await page.focus();
  await page.navigate(target);
}

async function readKept(name, as) {
  const kept = await caches.match(name, { cacheName: PUSH });
  return kept?.[as]();
}
