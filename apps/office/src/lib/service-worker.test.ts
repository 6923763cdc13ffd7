/** What the service worker answers itself, as its source says it: only that can be kept in a browser. */
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";

const SOURCE = ["service-worker.js", "push-worker.js"]
  .map((name) => readFileSync(new URL(`../../build/${name}`, import.meta.url), "utf8"))
  .join("\n");
const ORIGIN = "http://127.0.0.1:3777";

type Listener = (event: object) => void;

/** Whether it answers a request of its pages instead of leaving it to the browser. */
function answers(path: string): boolean {
  const listeners = new Map<string, Listener>();
  const kept = { open: async () => kept, match: async () => undefined, keys: async () => [] };
  runInContext(
    SOURCE,
    createContext({
      __FILES__: [],
      __VERSION__: "v1",
      URL,
      location: { origin: ORIGIN },
      caches: kept,
      fetch: async () => new Response("{}"),
      addEventListener: (name: string, listener: Listener) => listeners.set(name, listener),
    }),
  );
  let isAnswered = false;
  listeners.get("fetch")?.({
    request: { url: ORIGIN + path, method: "GET" },
    respondWith: () => {
      isAnswered = true;
    },
    waitUntil: () => undefined,
  });
  return isAnswered;
}

test.each(["/", "/artifacts", "/api/artifacts", "/api/artifacts/7"])("%s is also there offline", (path) => {
  expect(answers(path)).toBe(true);
});

test.each([
  `/view/${"A".repeat(43)}`,
  `/shared/${"A".repeat(43)}`,
  "/api/files/0123456789abcdef-plan.md",
  "/api/events/stream",
])("%s is left to the browser and never kept", (path) => {
  expect(answers(path)).toBe(false);
});
