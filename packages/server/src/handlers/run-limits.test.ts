import { ROUTES, type RouteDefinition, RUN_WRITE_KINDS } from "@tinyagi/contracts";
import { RUN_WRITE_LIMITS } from "@tinyagi/kernel";
import { describe, expect, it } from "vitest";
import { connect } from "../../test/mcp-client.js";
import { loadMcpTools } from "../mcp/load-tools.js";
import { agents, createHandlerFixture, hang } from "./fixture.js";
import { ROUTE_WRITES, TOOL_WRITES } from "./run-limits.js";
import type { Services } from "./services.js";

const SETTINGS = { agents: agents("lead", "coder") };
const note = (text = "") => `---\nname: n\nsummary: s\n---\n${text}`;

async function running() {
  const fixture = await createHandlerFixture(SETTINGS, { lead: hang, coder: hang });
  async function start(agent: string) {
    await fixture.call("POST", "/api/message", { message: `@${agent} go` });
    await expect
      .poll(() => fixture.store.runs.list({ limit: 1, agent })[0]?.status)
      .toMatch(/starting|running/);
    const run = fixture.store.runs.list({ limit: 1, agent })[0];
    if (run === undefined) throw new Error("no run");
    const holder = { runId: run.id, agentId: agent, conversationId: run.conversation_id };
    return { run, ...fixture.tokens.mintRun(holder) };
  }
  return { ...fixture, start };
}

describe("what runs store", () => {
  it("is limited on every route that a run may write with", () => {
    const writable = (Object.entries(ROUTES) as [string, RouteDefinition][])
      .filter(
        ([, { callers, scope, stream }]) => callers?.includes("run") && scope !== "read" && stream !== "mcp",
      )
      .map(([name]) => name);
    expect(Object.keys(ROUTE_WRITES).toSorted()).toEqual(writable.toSorted());
  });

  it("is limited for every tool that changes something, by itself or by its route", async () => {
    const tools = await loadMcpTools({} as Services, {} as never)();
    const byRoute = ["remember", "propose_note", "create_task", "update_task", "send_file", "schedule"];
    const changing = tools.filter(({ readOnly, input }) => !readOnly && input.run !== undefined);
    expect(changing.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(TOOL_WRITES), ...byRoute].toSorted(),
    );
  });

  it("has a limit for each kind", () => {
    expect(Object.keys(RUN_WRITE_LIMITS)).toEqual([...RUN_WRITE_KINDS]);
  });

  it("is refused over a route after as many writes as the limit says, with one event", async () => {
    const fixture = await running();
    const { run } = await fixture.start("lead");
    const asRun = fixture.callAsRun({ agentId: "lead", conversationId: run.conversation_id });
    const put = (path: string) => asRun("PUT", "/api/agents/lead/memory/note", { path, content: note() });
    const { writes } = RUN_WRITE_LIMITS.notes;
    for (let count = 0; count < writes; count += 1) expect((await put(`n${count}.md`)).status).toBe(200);
    for (let more = 0; more < 2; more += 1)
      expect(await put("more.md")).toMatchObject({
        status: 429,
        body: { code: "RATE_LIMITED", error: expect.stringContaining("limit notes.run.writes") },
      });
    const events = fixture.journal.read(0, 10_000).filter(({ type }) => type === "run.limited");
    expect(events).toMatchObject([
      {
        conversationId: run.conversation_id,
        data: { agent: "lead", kind: "notes", scope: "run", unit: "writes", limit: writes },
      },
    ]);
  });

  it("is refused for its size, through a tool as through a route", async () => {
    const fixture = await running();
    const base = await fixture.listen();
    const { token } = await fixture.start("lead");
    const client = await connect(base, token, "auto");
    const text = note("x".repeat(250 * 1024));
    const write = (path: string) => client.callTool({ name: "remember", arguments: { path, text } });
    for (let count = 0; count < 16; count += 1) expect((await write(`n${count}.md`)).isError).toBeFalsy();
    const refused = await write("one-more.md");
    expect(refused.isError).toBe(true);
    expect(JSON.stringify(refused.content)).toContain("limit notes.run.bytes");
  });

  it("is not limited for people", async () => {
    const fixture = await running();
    const { writes } = RUN_WRITE_LIMITS.notes;
    for (let count = 0; count <= writes; count += 1) {
      const body = { path: "same.md", content: note(String(count)) };
      expect((await fixture.call("PUT", "/api/agents/lead/memory/note", body)).status).toBe(200);
    }
  });
});
