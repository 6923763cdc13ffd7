import { expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../../test/mcp-client.js";
import { agents, createHandlerFixture, hang } from "../../handlers/fixture.js";

/** A client of a live run of @coder. */
async function asking() {
  const it = await createHandlerFixture({ agents: agents("coder") }, { coder: hang });
  const base = await it.listen();
  await it.call("POST", "/api/message", { message: "@coder go" });
  const run = await vi.waitFor(() => {
    const [row] = it.store.runs.list({ limit: 1 });
    if (row === undefined) throw new Error("no run yet");
    return row;
  });
  const runsWith = (harness: string) =>
    it.store.db.prepare("UPDATE runs SET harness = ? WHERE id = ?").run(harness, run.id);
  runsWith("claude");
  const { token } = it.tokens.mintRun({
    runId: run.id,
    agentId: "coder",
    conversationId: run.conversation_id,
  });
  const client = await connect(base, token, "auto");
  onTestFinished(async () => {
    await it.call("POST", `/api/runs/${run.id}/cancel`);
    await it.settled();
  });
  const waiting = () =>
    vi.waitFor(async () => {
      const { body } = await it.call("GET", "/api/approvals");
      expect(body.approvals).toHaveLength(1);
      return body.approvals[0];
    });
  const toText = (result: { content?: unknown }) => (result.content as { text: string }[])[0]?.text ?? "";
  return { ...it, run, runsWith, client, waiting, toText };
}

/** @requirement APPROVAL-4 */
test("ask_human waits for the person, and returns the answer", async () => {
  const it = await asking();
  const asked = it.client.callTool({
    name: "ask_human",
    arguments: {
      question: "Which colour?\nIt is for the logo.",
      options: ["red", "blue"],
      timeoutMinutes: 5,
    },
  });
  const { id, digest, ...shown } = await it.waiting();
  expect(shown).toMatchObject({
    kind: "question",
    title: "Which colour?",
    detail: "Which colour?\nIt is for the logo.",
    options: ["red", "blue"],
    expiresAt: it.clock.now() + 300_000,
  });
  const waits = () =>
    it.store.db.prepare("SELECT type FROM events WHERE type LIKE 'wait.%' ORDER BY seq").pluck().all();
  await vi.waitFor(() => expect(waits()).toEqual(["wait.started"]));
  await it.call("POST", `/api/approvals/${id}/answer`, { digest, text: "blue" });
  const result = await asked;
  expect(result.structuredContent).toEqual({ answer: "blue" });
  expect(it.toText(result)).toBe("blue");
  await vi.waitFor(() => expect(waits()).toEqual(["wait.started", "wait.ended"]));
});

/** @requirement APPROVAL-4 */
test("a question that no one answers is a tool error, and the agent goes on", async () => {
  const it = await asking();
  const asked = it.client.callTool({ name: "ask_human", arguments: { question: "Now?", timeoutMinutes: 1 } });
  await it.waiting();
  it.clock.advance(60_000);
  const result = await asked;
  expect(result.isError).toBe(true);
  expect(it.toText(result)).toContain("No one answered in time");
  expect(it.store.runs.get(it.run.id)?.status).toMatch(/starting|running/);
});

/** @requirement APPROVAL-4 */
test("a person who denies a question gives the agent the reason", async () => {
  const it = await asking();
  const asked = it.client.callTool({ name: "ask_human", arguments: { question: "Now?" } });
  const { id, digest } = await it.waiting();
  await it.call("POST", `/api/approvals/${id}/deny`, { digest, text: "ask Ann" });
  expect(it.toText(await asked)).toContain("The person does not answer this question: ask Ann.");
});

/** @requirement APPROVAL-5 */
test("permission_prompt shows the exact input and answers in the form of Claude Code", async () => {
  const it = await asking();
  const input = { command: "rm -rf build", description: "clean" };
  const prompt = {
    name: "permission_prompt",
    arguments: { tool_name: "Bash", input, tool_use_id: "toolu_1" },
  };
  const first = it.client.callTool(prompt);
  const one = await it.waiting();
  expect(one).toMatchObject({
    kind: "permission",
    title: "Use the tool Bash",
    detail: 'rm -rf build\n\n{\n  "description": "clean"\n}',
    preview: { tool: "Bash", input },
    permission: { tool: "Bash", command: "rm -rf build", more: { description: "clean" } },
  });
  await it.call("POST", `/api/approvals/${one.id}/approve`, { digest: one.digest });
  const allowed = await first;
  expect(JSON.parse(it.toText(allowed))).toEqual({ behavior: "allow", updatedInput: input });
  expect(allowed).not.toHaveProperty("structuredContent");
  const second = it.client.callTool(prompt);
  const two = await it.waiting();
  expect(two.id).not.toBe(one.id);
  await it.call("POST", `/api/approvals/${two.id}/deny`, { digest: two.digest, text: "too risky" });
  expect(JSON.parse(it.toText(await second))).toEqual({
    behavior: "deny",
    message: "A person denied this: too risky. Do not try it in another way.",
  });
});

/** @requirement APPROVAL-5 */
test("what a person allowed in the words of an earlier version is not asked again, and nothing else is covered", async () => {
  const it = await asking();
  const input = { file_path: "/w/a.ts", old_string: "let a", new_string: "let b" };
  const gone = new AbortController();
  const earlier = it.approvals.request({
    kind: "permission",
    runId: it.run.id,
    title: "Use the tool Edit",
    detail: JSON.stringify(input, null, 2),
    preview: { tool: "Edit", input },
    signal: gone.signal,
  });
  const one = await it.waiting();
  gone.abort();
  await earlier.catch(() => undefined);
  await it.call("POST", `/api/approvals/${one.id}/approve`, { digest: one.digest });
  const prompt = (wanted: object) =>
    it.client.callTool({ name: "permission_prompt", arguments: { tool_name: "Edit", input: wanted } });
  const other = prompt({ ...input, new_string: "let c" });
  const two = await it.waiting();
  expect(two.id).not.toBe(one.id);
  await it.call("POST", `/api/approvals/${two.id}/deny`, { digest: two.digest });
  await other;
  expect(JSON.parse(it.toText(await prompt(input)))).toEqual({ behavior: "allow", updatedInput: input });
});

/** @requirement APPROVAL-5 */
test.each([
  ["claude", "listed"],
  ["api", "listed"],
  // Its host asks for it.
  ["codex", "callable"],
  ["opencode", "refused"],
])("permission_prompt is %s's: %s", async (harness, how) => {
  const it = await asking();
  it.runsWith(harness);
  const names = (await it.client.listTools()).tools.map(({ name }) => name);
  expect(names.includes("permission_prompt")).toBe(how === "listed");
  expect(names).toContain("ask_human");
  if (how !== "refused") return;
  const call = { name: "permission_prompt", arguments: { tool_name: "Bash", input: {} } };
  await expect(it.client.callTool(call)).rejects.toThrow("There is no such tool");
});
