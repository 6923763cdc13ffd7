/**
 * What people and agents may do with the company's knowledge.
 *
 * @requirement COMPANY-1 @requirement COMPANY-2
 */
import { expect, test } from "vitest";
import { connect } from "../../../test/mcp-client.js";
import { agents, createHandlerFixture, hang } from "../fixture.js";

const content = "---\nname: Prices\nsummary: What customers pay\n---\nThe small plan costs 12 euros.\n";

/** A daemon with an agent at work, and calls with the token of its run. */
async function working(from: object = {}) {
  const fixture = await createHandlerFixture({ agents: agents("coder") }, { coder: hang });
  const base = await fixture.listen();
  await fixture.call("POST", "/api/message", { message: "@coder go", ...from });
  await expect.poll(() => fixture.store.runs.list({ limit: 1, agent: "coder" })[0]?.status).toBeDefined();
  const run = fixture.store.runs.list({ limit: 1, agent: "coder" })[0];
  const { token } = fixture.tokens.mintRun({
    runId: run?.id ?? "",
    agentId: "coder",
    conversationId: run?.conversation_id ?? "",
  });
  const asRun = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { ...fixture, asRun, mcp: () => connect(base, token) };
}

test("a person writes, reads, finds and removes a note", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  const written = await call("PUT", "/api/company/note", { path: "sales/prices", content });
  expect(written.body).toEqual({
    ok: true,
    created: true,
    note: { name: "Prices", path: "sales/prices.md", summary: "What customers pay" },
  });
  expect((await call("GET", "/api/company")).body).toMatchObject({
    notes: [{ path: "sales/prices.md", name: "Prices" }],
    documents: [],
    openProposals: 0,
  });
  expect((await call("GET", "/api/company/note?path=sales/prices")).body).toMatchObject({ content });
  expect((await call("GET", "/api/company/recall?q=small%20plan")).body.hits).toMatchObject([
    { ref: "sales/prices.md" },
  ]);
  expect((await call("DELETE", "/api/company/note?path=sales/prices")).body).toEqual({ ok: true });
  expect((await call("GET", "/api/company/note?path=sales/prices")).status).toBe(404);
});

test("a text that somebody else wrote meanwhile is not overwritten", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  const put = (body: object) => call("PUT", "/api/company/note", { path: "prices", ...body });
  const read = async () => (await call("GET", "/api/company/note?path=prices")).body.content;
  expect(await put({ content, was: content })).toMatchObject({ status: 409 });
  expect(await put({ content, was: null })).toMatchObject({ status: 200, body: { created: true } });
  const mine = content.replace("12", "14");
  expect(await put({ content: mine, was: null })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
  expect(await put({ content: mine, was: mine })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
  expect(await read()).toBe(content);
  expect(await put({ content: mine, was: content })).toMatchObject({ status: 200 });
  expect(await read()).toBe(mine);
});

test("hostile paths, texts and ids are refused with a reason", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  const put = (path: string, text: string) => call("PUT", "/api/company/note", { path, content: text });
  expect(await put("../settings.json", content)).toMatchObject({
    status: 400,
    body: { code: "PATH_REFUSED" },
  });
  expect(await put("files/x", content)).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
  expect(await put("a", "no head")).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
  expect(await put("a", content + "x".repeat(300_000))).toMatchObject({ status: 413 });
  expect((await call("GET", "/api/company/proposals/prop_0000")).status).toBe(404);
  expect((await call("GET", "/api/company/proposals/..%2f")).status).toBe(400);
});

test("an agent reads and proposes, and changes and accepts nothing, by route or by tool", async () => {
  const { call, asRun, mcp } = await working();
  await call("PUT", "/api/company/note", { path: "prices", content });
  expect((await asRun("GET", "/api/company/note?path=prices")).body).toMatchObject({ content });
  expect((await asRun("PUT", "/api/company/note", { path: "prices", content })).status).toBe(403);
  expect((await asRun("DELETE", "/api/company/note?path=prices")).status).toBe(403);

  const client = await mcp();
  const found = await client.callTool({ name: "recall", arguments: { query: "how much is the small plan" } });
  expect(found.structuredContent).toMatchObject({ company: [{ source: "note", ref: "prices.md" }] });
  const proposed = await client.callTool({
    name: "propose_note",
    arguments: { path: "prices", text: content.replace("12", "14"), reason: "The owner raised it" },
  });
  const { id } = proposed.structuredContent as { id: string };
  expect((await call("GET", "/api/company/note?path=prices")).body.content).toBe(content);
  const shown = (await call("GET", `/api/company/proposals/${id}`)).body;
  expect(shown).toMatchObject({ change: "change", agent: "coder", reason: "The owner raised it" });
  expect((await asRun("POST", `/api/company/proposals/${id}/accept`, { digest: shown.digest })).status).toBe(
    403,
  );
  expect((await asRun("POST", `/api/company/proposals/${id}/decline`)).status).toBe(403);
  expect((await asRun("GET", "/api/company/proposals")).status).toBe(403);
  const accepted = await call("POST", `/api/company/proposals/${id}/accept`, { digest: shown.digest });
  expect(accepted.body).toMatchObject({ status: "accepted" });
  expect((await call("GET", "/api/company/note?path=prices")).body.content).toContain("14 euros");
  await client.close();
});

test("a person proposes nothing: they can change the note", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  expect((await call("POST", "/api/company/proposals", { path: "a", content, reason: "" })).status).toBe(403);
});

test("answers of owners are found by work for owners only", async () => {
  const owner = await working();
  const guest = await working({ channel: "telegram", sender: "Eve", senderId: "99" });
  for (const { store, search } of [owner, guest]) {
    const run = store.runs.list({ limit: 1, agent: "coder" })[0];
    const row = store.conversations.get(run?.conversation_id ?? "");
    await store.write(() =>
      store.history.addAgentMessage({
        agent_id: "coder",
        role: "assistant",
        channel: row?.channel ?? "",
        sender: "x",
        message_id: row?.reply_to_id ?? "",
        content: "The vault code is written in the blue folder.",
        created_at: Date.now(),
      }),
    );
    await search.find({ q: "vault", limit: 1 });
  }
  const ask = "/api/company/recall?q=where%20is%20the%20vault%20code";
  expect((await owner.asRun("GET", ask)).body.hits).toMatchObject([{ source: "answer" }]);
  expect((await guest.call("GET", ask)).body.hits).toHaveLength(1);
  expect((await guest.asRun("GET", ask)).body.hits).toEqual([]);
});
