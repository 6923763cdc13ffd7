import { runInNewContext } from "node:vm";
import { ROUTES } from "@tinyagi/contracts";
import fastify from "fastify";
import { expect, it, vi } from "vitest";
import { answerBody } from "../routing/answer.js";
import { ENTRY_PAGE, ENTRY_SCRIPT } from "./entry-page.js";

/** Runs the script as a browser would. */
function opened(hash: string, fetch: () => Promise<{ ok: boolean }>) {
  const state = { textContent: "" };
  const ask = vi.fn(fetch);
  const page = {
    location: { hash, pathname: "/docs/open", replace: vi.fn() },
    history: { replaceState: vi.fn() },
    document: { getElementById: () => state },
    fetch: ask,
    URLSearchParams,
  };
  runInNewContext(ENTRY_SCRIPT, page);
  return { ...page, state, ask };
}

it("redeems the ticket, removes it from the address and opens the API's page", async () => {
  const page = opened("#ticket=abc_123", async () => ({ ok: true }));
  expect(page.history.replaceState).toHaveBeenCalledWith(null, "", "/docs/open");
  await vi.waitFor(() => expect(page.location.replace).toHaveBeenCalledWith("/docs"));
  expect(page.ask.mock.calls).toEqual([
    ["/api/session", expect.objectContaining({ method: "POST", body: '{"ticket":"abc_123"}' })],
  ]);
});

it("says what to do when the ticket is missing or invalid, or when the daemon does not answer", async () => {
  const none = opened("", async () => ({ ok: true }));
  await vi.waitFor(() => expect(none.state.textContent).toContain("tinyagi docs"));
  expect(none.ask).not.toHaveBeenCalled();
  const used = opened("#ticket=x", async () => ({ ok: false }));
  await vi.waitFor(() => expect(used.state.textContent).toContain("tinyagi docs"));
  const down = opened("#ticket=x", () => Promise.reject(new Error("down")));
  await vi.waitFor(() => expect(down.state.textContent).toContain("tinyagi start"));
  for (const page of [none, used, down]) expect(page.location.replace).not.toHaveBeenCalled();
});

it("has no inline script, style or handler, which its policy would block", () => {
  expect(ENTRY_PAGE).not.toMatch(/<script>|\sstyle=|\son[a-z]+=|javascript:/);
});

it("is the only page that may load its script and call its server", async () => {
  const app = fastify();
  app.get("/entry", (_request, reply) => answerBody(ROUTES.docsEntry, ENTRY_PAGE, reply));
  app.get("/docs", (_request, reply) => answerBody(ROUTES.docs, "<p>API</p>", reply));
  const policyOf = async (url: string) => (await app.inject(url)).headers["content-security-policy"];
  expect(await policyOf("/entry")).toMatch(
    /^default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'sha256-/,
  );
  expect(await policyOf("/docs")).not.toMatch(/script-src|connect-src/);
  await app.close();
});
