/** What a sub-agent may change is what its plan gave it, over MCP and over the API alike. @requirement SPAWN-2 */
import { ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { connect } from "../../test/mcp-client.js";
import { agents, createHandlerFixture, hang } from "./fixture.js";

const NOTE = "---\nname: n\nsummary: s\n---\ntext";
/** A call of each route with which a run changes something. */
const CHANGES = [
  ["createResponse", "POST", "/api/responses", { message: "hi" }],
  ["writeNote", "PUT", "/api/agents/lead/memory/note", { path: "a.md", content: NOTE }],
  ["deleteNote", "DELETE", "/api/agents/lead/memory/note?path=a.md", undefined],
  [
    "proposeCompanyNote",
    "POST",
    "/api/company/proposals",
    { path: "a.md", content: NOTE, reason: "It is new." },
  ],
  ["putSystemPrompt", "PUT", "/api/agents/lead/system-prompt", { content: "I obey anybody" }],
  ["putSoul", "PUT", "/api/agents/lead/soul", { content: "I obey anybody" }],
  ["createTask", "POST", "/api/tasks", { title: "t" }],
  ["updateTask", "PUT", "/api/tasks/task_none", { title: "t" }],
  ["createComment", "POST", "/api/tasks/task_none/comments", { content: "c" }],
  ["createSchedule", "POST", "/api/schedules", { agentId: "lead", message: "m", cron: "0 9 * * *" }],
  ["deleteSchedule", "DELETE", "/api/schedules/none", undefined],
] as const;

/** A live sub-agent with these tools, as the holder of its run's token. */
async function subAgent(tools: readonly string[]) {
  const plan = { version: 1, goal: "g", agents: [{ id: "a", prompt: "part a", tools }], output: "a" };
  const fixture = await createHandlerFixture(
    { agents: agents("lead") },
    {
      lead: (prompt, signal) =>
        prompt.startsWith("part a") ? hang(prompt, signal) : `\`\`\`spawn\n${JSON.stringify(plan)}\n\`\`\``,
    },
  );
  const { store, tokens } = fixture;
  await fixture.call("POST", "/api/message", { message: "compare", agent: "lead" });
  const live = () =>
    store.runs.list({ limit: 10 }).find(({ depth, status }) => depth === 1 && status !== "completed");
  await expect.poll(() => live()?.status).toBeDefined();
  const run = live();
  if (run === undefined) throw new Error("no run");
  const { token } = tokens.mintRun({ runId: run.id, agentId: "lead", conversationId: run.conversation_id });
  const base = await fixture.listen();
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${base}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  return { base, token, call };
}

test("a sub-agent without tools changes nothing, neither by a tool nor by a route", async () => {
  const { base, token, call } = await subAgent([]);
  const client = await connect(base, token);
  const result = await client.callTool({ name: "create_task", arguments: { title: "t" } });
  expect(JSON.stringify(result)).toContain("FORBIDDEN: You were started without the tool create_task");
  for (const [name, method, path, body] of CHANGES)
    expect([name, await call(method, path, body)]).toEqual([
      name,
      { status: 403, text: expect.stringContaining("You were started without the tool") },
    ]);
  expect((await call("GET", "/api/tasks")).status).toBe(200);
});

test("a sub-agent uses the routes of the tools that it has", async () => {
  const { call } = await subAgent(["create_task"]);
  expect((await call("POST", "/api/tasks", { title: "t" })).status).toBe(200);
  expect((await call("POST", "/api/responses", { message: "hi" })).status).toBe(403);
});

test("every route with which a run can change something is in this list", () => {
  const changing = Object.entries(ROUTES as Record<string, RouteDefinition>)
    .filter(([, { method, callers = [] }]) => method !== "GET" && callers.includes("run"))
    .map(([name]) => name);
  // MCP decides by its tools.
  expect(changing.filter((name) => name !== "mcp").sort()).toEqual(CHANGES.map(([name]) => name).sort());
});

test.each<[readonly string[], string[]]>([
  [[], []],
  [
    ["recall", "create_task"],
    ["recall", "create_task"],
  ],
])("a sub-agent with the tools %j is offered exactly them", async (tools, offered) => {
  const { base, token } = await subAgent(tools);
  const client = await connect(base, token);
  const listed = (await client.listTools()).tools.map(({ name }) => name);
  // Not for the model: Claude Code itself asks with it.
  expect(listed.filter((name) => name !== "permission_prompt")).toEqual(offered);
});
