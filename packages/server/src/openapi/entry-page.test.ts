import { runInNewContext } from "node:vm";
import { ROUTES, SESSION_HEADER, SESSION_KEY } from "@tinyagi/contracts";
import fastify from "fastify";
import { expect, it, vi } from "vitest";
import { answerBody } from "../routing/answer.js";
import { ENTRY_PAGE, ENTRY_SCRIPT } from "./entry-page.js";

const LINK = { download: "openapi.json", addEventListener: vi.fn(), getAttribute: () => "/api/openapi.json" };
const GOOD = async (path: string) => ({
  ok: true,
  json: async () => ({ ok: true, session: "new-secret" }),
  text: async () => `page of ${path}`,
});

/** Runs the script as a browser would. */
function opened(hash: string, fetch: (path: string, options?: unknown) => Promise<object>, kept?: string) {
  const state = { textContent: "" };
  const ask = vi.fn(fetch);
  const storage = new Map(kept === undefined ? [] : [[SESSION_KEY, kept]]);
  const page = {
    location: { hash, pathname: "/docs/open" },
    history: { replaceState: vi.fn() },
    localStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
    },
    document: {
      getElementById: () => state,
      body: { replaceWith: vi.fn() },
      adoptNode: (node: unknown) => node,
      querySelectorAll: () => [LINK],
    },
    DOMParser: class {
      parseFromString(body: string) {
        return { body };
      }
    },
    fetch: ask,
    URLSearchParams,
  };
  runInNewContext(ENTRY_SCRIPT, page);
  return { ...page, state, ask, storage, shown: page.document.body.replaceWith };
}

it("redeems the ticket, removes it from the address, keeps the session and shows the API's page", async () => {
  const page = opened("#ticket=abc_123", GOOD);
  expect(page.history.replaceState).toHaveBeenCalledWith(null, "", "/docs/open");
  await vi.waitFor(() => expect(page.shown).toHaveBeenCalledWith("page of /docs"));
  expect(page.ask.mock.calls).toEqual([
    ["/api/session", expect.objectContaining({ method: "POST", body: '{"ticket":"abc_123"}' })],
    ["/docs", { headers: { [SESSION_HEADER]: "new-secret" } }],
  ]);
  expect([...page.storage]).toEqual([[SESSION_KEY, "new-secret"]]);
  await vi.waitFor(() => expect(LINK.addEventListener).toHaveBeenCalled());
});

it("loaded again, shows the page with the session that was kept", async () => {
  const page = opened("", GOOD, "kept-secret");
  await vi.waitFor(() => expect(page.shown).toHaveBeenCalledWith("page of /docs"));
  expect(page.ask.mock.calls).toEqual([["/docs", { headers: { [SESSION_HEADER]: "kept-secret" } }]]);
});

it("says what to do when the ticket is missing or invalid, or when the daemon does not answer", async () => {
  const refused = async () => ({ ok: false });
  const none = opened("", refused);
  await vi.waitFor(() => expect(none.state.textContent).toContain("tinyagi docs"));
  expect(none.ask).toHaveBeenCalledTimes(1);
  const used = opened("#ticket=x", refused);
  await vi.waitFor(() => expect(used.state.textContent).toContain("tinyagi docs"));
  const down = opened("#ticket=x", () => Promise.reject(new Error("down")));
  await vi.waitFor(() => expect(down.state.textContent).toContain("tinyagi start"));
  for (const page of [none, used, down]) expect(page.shown).not.toHaveBeenCalled();
});

it("has no inline script, style or handler, which its policy would block", () => {
  expect(ENTRY_PAGE).not.toMatch(/<script>|\sstyle=|\son[a-z]+=|javascript:/);
});

it("is the only page that may load its script and call its server", async () => {
  const app = fastify();
  app.get("/entry", (_request, reply) => answerBody(ROUTES.docsEntry, ENTRY_PAGE, reply));
  app.get("/docs", (_request, reply) => answerBody(ROUTES.docs, "<p>API</p>", reply));
  const getPolicy = async (url: string) => (await app.inject(url)).headers["content-security-policy"];
  expect(await getPolicy("/entry")).toMatch(
    /^default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'sha256-/,
  );
  expect(await getPolicy("/docs")).not.toMatch(/script-src|connect-src/);
  await app.close();
});
