/** What the service worker shows of a notice, and what a press does. @requirement PUSH-2 */
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { en } from "../locale/en/en";

const SOURCE = ["service-worker.js", "push-worker.js"]
  .map((name) => readFileSync(new URL(`../../build/${name}`, import.meta.url), "utf8"))
  .join("\n");
const ORIGIN = "http://127.0.0.1:3777";
const WORDS = JSON.stringify({ ...en.push.notice, lang: "en" });
const REQUEST = { id: "ask_aaaaaaa2", digest: "d", isWhole: true };

interface Given {
  readonly session?: string;
  readonly words?: string;
  /** What the daemon answers; none: it is away. */
  readonly status?: number;
  readonly mayOpen?: boolean;
}

function worker({ session, words = WORDS, status, mayOpen = true }: Given = {}) {
  const kept = new Map([
    ["/.push/words", words],
    ...(session === undefined ? [] : [["/.push/session", session] as const]),
  ]);
  const shown: { title: string; options: Record<string, unknown> }[] = [];
  const asked: { path: string; headers: Record<string, string>; body: string }[] = [];
  const opened: string[] = [];
  const closed: string[] = [];
  const listeners = new Map<string, (event: object) => void>();
  runInContext(
    SOURCE,
    createContext({
      __FILES__: [],
      __VERSION__: "v1",
      URL,
      location: { origin: ORIGIN },
      caches: {
        match: async (name: string) => {
          const text = kept.get(name);
          return text === undefined ? undefined : new Response(text);
        },
      },
      fetch: async (path: string, options: (typeof asked)[number]) => {
        asked.push({ ...options, path });
        if (status === undefined) throw new TypeError("away");
        return new Response("{}", { status });
      },
      registration: {
        showNotification: async (title: string, options: Record<string, unknown>) =>
          void shown.push({ title, options }),
        getNotifications: async ({ tag }: { tag: string }) => [{ close: () => closed.push(tag) }],
      },
      clients: {
        matchAll: async () => [],
        openWindow: async (url: string) => {
          if (!mayOpen) throw new Error("not allowed");
          opened.push(url);
        },
      },
      addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    }),
  );
  const send = async (name: string, event: object): Promise<void> => {
    let work: unknown;
    const waitUntil = (promise: unknown): void => {
      work = promise;
    };
    listeners.get(name)?.({ ...event, waitUntil });
    await work;
  };
  return {
    shown,
    asked,
    opened,
    closed,
    push: (data: unknown) => send("push", { data: { json: () => data } }),
    press: (action: string, path = "/#needs=ask_aaaaaaa2") =>
      send("notificationclick", { action, notification: { close() {}, data: { path, request: REQUEST } } }),
  };
}

test.each([
  [true, ["approve", "deny"]],
  [false, ["deny"]],
])("a request that is whole: %s has the buttons %j", async (isWhole, actions) => {
  const it = worker();
  await it.push({
    kind: "permission",
    tag: "ask_aaaaaaa2",
    agent: "Coder",
    path: "/",
    request: { ...REQUEST, isWhole },
  });
  expect(it.shown).toMatchObject([
    {
      title: "Coder needs an approval",
      options: { tag: "ask_aaaaaaa2", actions: actions.map((action) => ({ action })) },
    },
  ]);
});

test("a settled need closes its notification and shows nothing", async () => {
  const it = worker();
  await it.push({ close: "ask_aaaaaaa2" });
  expect([it.closed, it.shown]).toEqual([["ask_aaaaaaa2"], []]);
});

test("a message that cannot be read still shows something, as browsers demand", async () => {
  const it = worker();
  await it.push(undefined);
  await it.push({ kind: "unheard of", tag: "x", path: "/" });
  expect(it.shown.map(({ title }) => title)).toEqual(["TinyOffice", "TinyOffice"]);
});

test("a press decides with the session of this browser, and opens nothing", async () => {
  const it = worker({ session: "s".repeat(43), status: 200 });
  await it.press("approve");
  expect(it.asked).toMatchObject([
    {
      path: "/api/approvals/ask_aaaaaaa2/approve",
      headers: { "x-tinyagi-session": "s".repeat(43) },
      body: '{"digest":"d"}',
    },
  ]);
  expect(it.opened).toEqual([]);
});

test.each([
  ["the session has ended", { session: "s", status: 401 }],
  ["it needs a confirmation", { session: "s", status: 403 }],
  ["somebody decided before", { session: "s", status: 409 }],
  ["the daemon is away", { session: "s" }],
  ["this browser has no session", {}],
])("the page opens when %s", async (_why, given) => {
  const it = worker(given);
  await it.press("deny");
  expect(it.opened).toEqual([`${ORIGIN}/#needs=ask_aaaaaaa2`]);
});

test("a person is told when a decision was not sent and no page may open", async () => {
  const it = worker({ session: "s", mayOpen: false });
  await it.press("approve");
  expect(it.shown).toMatchObject([{ title: en.push.notice.notSent, options: { tag: "ask_aaaaaaa2" } }]);
});

test("nothing of a notice leads to another origin", async () => {
  const it = worker();
  await it.press("", "https://evil.example/");
  await it.press("", "//evil.example/");
  expect(it.opened).toEqual([ORIGIN, ORIGIN]);
});
