/** @requirement MCP-1 */
import { describe, expect, it } from "vitest";
import { connect, connectOld } from "../../test/mcp-client.js";
import { agents, createHandlerFixture, hang, refuse, type Script } from "../handlers/fixture.js";

const SETTINGS = {
  agents: {
    ...agents("lead", "coder"),
    tester: { name: "Tess", provider: "demo", model: "m1", role: "Tests" },
    loner: { name: "Loner", provider: "demo", model: "" },
  },
  teams: { dev: { name: "Dev", agents: ["lead", "coder", "tester"], leader_agent: "lead" } },
};
const RUN_TOOLS = [
  ...[
    "list_team",
    "send_message",
    "post_room",
    "remember",
    "recall",
    "propose_note",
    "create_task",
    "update_task",
  ],
  ...["send_file", "schedule", "ask_human", "permission_prompt", "spawn_agents", "run_sub_agent"],
];

type Fixture = Awaited<ReturnType<typeof createHandlerFixture>>;

/** A server on a real port. Its agent `lead` runs until the test lets it answer. */
async function serve(scripts: Record<string, Script> = {}) {
  let answer: (text: string) => void = () => {};
  const lead: Script = (prompt, signal) =>
    Promise.race([new Promise<string>((resolve) => (answer = resolve)), hang(prompt, signal)]);
  const fixture = await createHandlerFixture(SETTINGS, { lead, ...scripts });
  const base = await fixture.listen();
  return { ...fixture, base, answer: (text: string) => answer(text) };
}

/** Starts a run of `lead` and returns its token, as the agent gets it. */
async function startRun(fixture: Fixture, agent = "lead") {
  await fixture.call("POST", "/api/message", { message: `@${agent} go` });
  await expect
    .poll(() => fixture.store.runs.list({ limit: 1, agent })[0]?.status)
    .toMatch(/starting|running/);
  const run = fixture.store.runs.list({ limit: 1, agent })[0];
  if (run === undefined) throw new Error("no run");
  const holder = { runId: run.id, agentId: agent, conversationId: run.conversation_id };
  return { run, ...fixture.tokens.mintRun(holder) };
}

async function replies(fixture: Fixture): Promise<string[]> {
  const { body } = await fixture.call("GET", "/api/responses");
  return body.map(({ message }: { message: string }) => message);
}

const toText = (result: { content?: unknown }) =>
  (result.content as { text: string }[]).map(({ text }) => text).join("\n");

describe("MCP clients from npm", () => {
  it.each(["legacy", "auto"] as const)("list and call tools as an agent's run (%s)", async (mode) => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token, mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(RUN_TOOLS);
    const result = await client.callTool({ name: "list_team", arguments: {} });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toEqual({
      you: "lead",
      teams: [
        {
          id: "dev",
          name: "Dev",
          members: [
            { id: "lead", name: "lead", model: "demo", leader: true },
            { id: "coder", name: "coder", model: "demo", leader: false },
            { id: "tester", name: "Tess", role: "Tests", model: "m1", leader: false },
          ],
        },
      ],
      agents: [],
    });
    expect(toText(result)).toContain("- @tester (Tess, m1): Tests");
  });

  it("of an agent without teammates are not told of teamwork, and learn why it fails", async () => {
    const fixture = await serve({ loner: hang });
    const { token } = await startRun(fixture, "loner");
    const client = await connect(fixture.base, token);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(
      RUN_TOOLS.filter((name) => !["list_team", "send_message", "post_room"].includes(name)),
    );
    const result = await client.callTool({ name: "list_team", arguments: {} });
    expect(toText(result)).toContain("You are in no team");
  });

  it("of the first generation work, and validate the results", async () => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connectOld(fixture.base, token);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(RUN_TOOLS);
    const result = await client.callTool({ name: "create_task", arguments: { title: "Ship it" } });
    expect(result.structuredContent).toMatchObject({ task: { identifier: "T-1", title: "Ship it" } });
  });

  it("of a person see every agent, and work for the agent they name", async () => {
    const fixture = await serve({ coder: () => "done" });
    const client = await connect(fixture.base, fixture.operatorToken);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(
      RUN_TOOLS.filter(
        (name) =>
          ![
            "propose_note",
            "send_file",
            "ask_human",
            "permission_prompt",
            "spawn_agents",
            "run_sub_agent",
          ].includes(name),
      ),
    );
    const team = await client.callTool({ name: "list_team", arguments: {} });
    expect(team.structuredContent).toMatchObject({ agents: ["loner"] });
    const sent = await client.callTool({ name: "send_message", arguments: { to: "@coder", text: "Build." } });
    expect(sent.structuredContent).toMatchObject({ to: ["coder"] });
    const asked = await client.callTool({
      name: "send_message",
      arguments: { to: "coder", text: "Build.", wait: true },
    });
    expect(toText(asked)).toContain("done");
    await expect.poll(() => replies(fixture)).toContainEqual(expect.stringContaining("done"));
  });
});

describe("a tool of a run", () => {
  it("hands work to a teammate, like a tag in an answer", async () => {
    const prompts: string[] = [];
    const fixture = await serve({
      coder: (prompt) => {
        prompts.push(prompt);
        return "built";
      },
    });
    const { token, run } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const result = await client.callTool({
      name: "send_message",
      arguments: { to: "coder", text: "Build it" },
    });
    expect(result.structuredContent).toMatchObject({ to: ["coder"], conversationId: run.conversation_id });
    await expect.poll(() => prompts).toEqual(["[Message from teammate @lead]:\nBuild it"]);
    fixture.answer("All is under way.");
    await expect.poll(async () => (await replies(fixture))[0]).toMatch(/All is under way\.[\s\S]*built/);
    const child = fixture.store.runs.list({ limit: 1, agent: "coder" })[0];
    expect(child).toMatchObject({ parent_run_id: run.id, depth: 1 });
  });

  it("waits for the answer, which its own answer then covers", async () => {
    const fixture = await serve({ coder: () => "built" });
    const { token, run } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const result = await client.callTool({
      name: "send_message",
      arguments: { to: "coder", text: "Build it", wait: true },
    });
    expect(result.structuredContent).toMatchObject({ to: ["coder"], answer: "built" });
    fixture.answer("It is done.");
    await fixture.settled();
    const [reply = ""] = await replies(fixture);
    expect(reply).toContain("It is done.");
    expect(reply).not.toContain("built");
    const events = fixture.journal.read(0, 500).filter(({ runId }) => runId === run.id);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["handoff.created", "wait.started", "wait.ended"]),
    );
  });

  it("is refused to wait for a teammate that waits for it", async () => {
    let coderAnswers: (text: string) => void = () => {};
    const coder: Script = (prompt, signal) =>
      Promise.race([new Promise<string>((resolve) => (coderAnswers = resolve)), hang(prompt, signal)]);
    const fixture = await serve({ coder });
    const lead = await startRun(fixture);
    const leadClient = await connect(fixture.base, lead.token);
    const waited = leadClient.callTool({
      name: "send_message",
      arguments: { to: "coder", text: "Build it", wait: true },
    });
    await expect
      .poll(() => fixture.store.runs.list({ limit: 1, agent: "coder" })[0]?.status ?? "")
      .toMatch(/starting|running/);
    const [coderRun] = fixture.store.runs.list({ limit: 1, agent: "coder" });
    const holder = { runId: coderRun?.id ?? "", agentId: "coder", conversationId: lead.run.conversation_id };
    const coderClient = await connect(fixture.base, fixture.tokens.mintRun(holder).token);
    const refused = await coderClient.callTool({
      name: "send_message",
      arguments: { to: "lead", text: "How?", wait: true },
    });
    expect(toText(refused)).toContain("CONFLICT: @lead waits for your answer");
    coderAnswers("built");
    expect((await waited).structuredContent).toMatchObject({ answer: "built" });
  });

  it("learns why its teammate did not answer", async () => {
    const fixture = await serve({ coder: refuse });
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const result = await client.callTool({
      name: "send_message",
      arguments: { to: "coder", text: "Build it", wait: true },
    });
    expect(result.isError).toBe(true);
    expect(toText(result)).toMatch(
      /UNAVAILABLE: @coder did not answer: failed after 1 attempt: there is no such model/,
    );
  });

  it.each([
    ["someone outside of its teams", "loner", /FORBIDDEN: @lead and @loner share no team/],
    ["itself", "lead", /FORBIDDEN: An agent cannot hand over to itself/],
    ["nobody", "constructor", /FORBIDDEN: There is no agent @constructor/],
  ])("is refused for %s, and the run goes on", async (_who, to, reason) => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const result = await client.callTool({ name: "send_message", arguments: { to, text: "x" } });
    expect(result.isError).toBe(true);
    expect(toText(result)).toMatch(reason);
    expect((await client.callTool({ name: "list_team", arguments: {} })).isError).toBeFalsy();
  });

  it("is refused at the limit of the fan-out, which counts tools and tags together", async () => {
    const fixture = await serve({ coder: hang, tester: hang });
    fixture.current.settings = {
      ...fixture.current.settings,
      limits: { ...fixture.current.settings.limits, fanOut: 1 },
    };
    const { token, run } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const send = (to: string) => client.callTool({ name: "send_message", arguments: { to, text: "x" } });
    expect((await send("coder")).isError).toBeFalsy();
    const second = await send("tester");
    expect(second.isError).toBe(true);
    expect(toText(second)).toMatch(/LIMIT_FAN_OUT: .*at most 1 agents.*Do the work yourself/);
    fixture.answer("[@tester: x]");
    await expect
      .poll(() => fixture.store.conversations.get(run.conversation_id)?.notes)
      .toContain("LIMIT_FAN_OUT");
  });

  it("posts in a room of its team, and nowhere else", async () => {
    const fixture = await serve({ coder: hang, tester: hang });
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const post = (team: string) =>
      client.callTool({ name: "post_room", arguments: { team, text: "Freeze at noon." } });
    expect((await post("dev")).structuredContent).toEqual({ id: expect.any(Number) });
    expect(toText(await post("ops"))).toContain("FORBIDDEN: You are not a member of that team");
    await expect.poll(() => fixture.store.runs.list({ limit: 5, agent: "tester" })).toHaveLength(1);
  });

  it("keeps notes, and finds them again", async () => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const note = "---\nname: Acme\nsummary: A customer\n---\nThey like green.\n";
    const written = await client.callTool({ name: "remember", arguments: { path: "acme.md", text: note } });
    expect(written.structuredContent).toMatchObject({ created: true });
    const found = await client.callTool({ name: "recall", arguments: { query: "green" } });
    expect(found.structuredContent).toMatchObject({ notes: [{ name: "Acme", text: note }] });
    const none = await client.callTool({ name: "recall", arguments: { query: "purple" } });
    expect(none.structuredContent).toEqual({ notes: [], company: [] });
  });

  it("changes only tasks that the run may change", async () => {
    const fixture = await serve();
    const { body } = await fixture.call("POST", "/api/tasks", { title: "Other", assignee: "coder" });
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const update = (task: string) =>
      client.callTool({ name: "update_task", arguments: { task, status: "review" } });
    expect(toText(await update(body.task.id))).toContain("FORBIDDEN");
    const own = await client.callTool({
      name: "create_task",
      arguments: { title: "Mine", assignee: "lead" },
    });
    const { task } = own.structuredContent as { task: { id: string } };
    expect((await update(task.id)).structuredContent).toMatchObject({ task: { status: "review" } });
  });

  it("schedules for its own agent", async () => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const schedule = (when: string) =>
      client.callTool({ name: "schedule", arguments: { when, text: "Look again." } });
    const daily = await schedule("0 9 * * 1-5");
    expect(daily.structuredContent).toMatchObject({
      schedule: { agentId: "lead", cron: "0 9 * * 1-5", channel: "api" },
    });
    expect(toText(await schedule("* * * * *"))).toMatch(/INVALID_INPUT/);
    expect(toText(await schedule("1999-01-01T00:00"))).toContain(
      "INVALID_INPUT: runAt must be in the future",
    );
  });

  it("sends a file to the person, and no file from elsewhere", async () => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const send = (path: string) => client.callTool({ name: "send_file", arguments: { path } });
    expect(toText(await send("/etc/passwd"))).toMatch(/^PATH_REFUSED: A file cannot be sent/);
  });

  it("names the fields of arguments that do not fit, without repeating them", async () => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    const result = await client.callTool({
      name: "send_message",
      arguments: { to: 5, text: "x", agent: "s3cret" },
    });
    expect(result.isError).toBe(true);
    expect(toText(result)).toMatch(/INVALID_INPUT[\s\S]*to[\s\S]*agent: this key is unknown here/);
    expect(toText(result)).not.toContain("s3cret");
  });

  it("does nothing once the run has ended, even while its token is still known", async () => {
    const fixture = await serve();
    const { token } = await startRun(fixture);
    const client = await connect(fixture.base, token);
    fixture.answer("done");
    await fixture.settled();
    const result = await client.callTool({ name: "send_message", arguments: { to: "coder", text: "x" } });
    expect(toText(result)).toContain("STALE_RUN: This run has ended");
  });
});

describe("the route", () => {
  it("refuses a forged and an expired token, another page, and other methods", async () => {
    const fixture = await serve();
    const { token, revoke } = await startRun(fixture);
    const post = (headers: Record<string, string>) =>
      fetch(`${fixture.base}/mcp`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
      });
    const bearer = { authorization: `Bearer ${token}` };
    expect((await post(bearer)).status).toBe(200);
    expect((await post({})).status).toBe(401);
    expect((await post({ authorization: `Bearer tagr_${"A".repeat(43)}` })).status).toBe(401);
    expect((await post({ ...bearer, origin: "https://evil.example" })).status).toBe(403);
    expect((await post({ ...bearer, "content-type": "text/plain" })).status).toBe(415);
    const get = await fetch(`${fixture.base}/mcp`, { headers: bearer });
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    revoke();
    expect((await post(bearer)).status).toBe(401);
  });

  it("refuses a channel, and a body that is too large", async () => {
    const fixture = await serve();
    const channel = await fixture.callAsChannel("discord");
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    expect((await channel("POST", "/mcp", list)).status).toBe(403);
    const huge = { ...list, params: { text: "x".repeat(3 * 1_024 * 1_024) } };
    expect((await fixture.call("POST", "/mcp", huge)).status).toBe(413);
  });

  it("refuses a batch of calls at once", async () => {
    const fixture = await serve();
    const batch = [1, 2].map((id) => ({ jsonrpc: "2.0", id, method: "tools/list" }));
    const { status, body } = await fixture.call("POST", "/mcp", batch);
    expect([status, body.code]).toEqual([400, "INVALID_INPUT"]);
  });
});
