import { SESSION_HEADER, SESSION_KEY } from "@tinyagi/contracts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchWithoutSession, ownFetch } from "./own-fetch";
import { keepSession, onSessionElsewhere, readSession } from "./session-store";

const ORIGIN = "http://127.0.0.1:3777";
let kept: Map<string, string>;
let status: number;
const asked = vi.fn(async (_url: string, _options: { headers?: object }) => new Response(null, { status }));

beforeEach(() => {
  kept = new Map();
  status = 200;
  asked.mockClear();
  vi.stubGlobal("window", {});
  vi.stubGlobal("location", { origin: ORIGIN });
  vi.stubGlobal("fetch", asked);
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test("a request carries the session, and follows no redirect", async () => {
  keepSession("secret");
  await ownFetch("/api/status", { method: "POST", headers: { accept: "text/plain" } });
  expect(asked.mock.calls).toEqual([
    [
      `${ORIGIN}/api/status`,
      { method: "POST", redirect: "error", headers: { accept: "text/plain", [SESSION_HEADER]: "secret" } },
    ],
  ]);
});

test("another origin is never asked", async () => {
  keepSession("secret");
  for (const path of [
    "http://127.0.0.1:3778/",
    "https://127.0.0.1:3777/",
    "http://localhost:3777/",
    "//evil/",
  ])
    await expect(ownFetch(path)).rejects.toThrow("only its own daemon");
  expect(asked).not.toHaveBeenCalled();
});

test("a session that the daemon no longer knows is sent once, and a newer one of another tab stays", async () => {
  keepSession("over");
  status = 401;
  await ownFetch("/api/status");
  expect(readSession()).toBeUndefined();
  await ownFetch("/api/status");
  expect(asked.mock.calls[1]?.[1].headers).toBeUndefined();

  keepSession("over");
  const waiting = ownFetch("/api/status");
  await Promise.resolve();
  kept.set(SESSION_KEY, "newer");
  await waiting;
  expect(readSession()).toBe("newer");
});

test("a wrong ticket or token does not end the session", async () => {
  keepSession("secret");
  status = 401;
  await fetchWithoutSession("/api/session", { method: "POST" });
  expect(asked.mock.calls[0]?.[1].headers).toBeUndefined();
  expect(readSession()).toBe("secret");
});

test("where the browser keeps nothing, the session lasts as long as the page", async () => {
  const denied = () => {
    throw new Error("denied");
  };
  vi.stubGlobal("localStorage", { getItem: denied, setItem: denied, removeItem: denied });
  keepSession("secret");
  status = 401;
  await ownFetch("/api/status");
  expect(asked.mock.calls[0]?.[1].headers).toEqual({ [SESSION_HEADER]: "secret" });
  expect(readSession()).toBeUndefined();
});

test("a login and a logout of another tab are noticed, and nothing else that it keeps", () => {
  const events = new EventTarget();
  vi.stubGlobal("addEventListener", events.addEventListener.bind(events));
  vi.stubGlobal("removeEventListener", events.removeEventListener.bind(events));
  const heard: boolean[] = [];
  const stop = onSessionElsewhere((isOpen) => heard.push(isOpen));
  const tell = (key: string | null) => events.dispatchEvent(Object.assign(new Event("storage"), { key }));
  kept.set(SESSION_KEY, "secret");
  tell(SESSION_KEY);
  tell("tinyoffice.theme");
  kept.clear();
  tell(null);
  stop();
  tell(null);
  expect(heard).toEqual([true, false]);
});
