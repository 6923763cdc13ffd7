/**
 * The door for agents that run in this process opens what the route opens, and refuses what the route refuses.
 *
 * @requirement MCP-1
 */
import { ROUTES } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { z } from "zod";
import { createFixture, TOKEN } from "../../test/app-fixture.js";
import { connect } from "../../test/mcp-client.js";
import { agents, createHandlerFixture, hang } from "../handlers/fixture.js";
import type { RunPrincipal } from "../security/principal.js";
import { defineTool } from "./tool.js";

const HOLDER: RunPrincipal = { kind: "run", runId: "run-1", agentId: "a", conversationId: "c" };
const here = () => new AbortController().signal;

/** An app with one tool that says what it was given, and one that waits for its caller to go. */
function serve(limits: { mcpCallsPerCaller?: number } = {}) {
  const live = new Set(["run-1"]);
  const said: unknown[] = [];
  const shared = { title: "T", description: "Says.", output: z.object({}), readOnly: true };
  const say = defineTool({
    ...shared,
    name: "say",
    input: { run: z.looseObject({}) },
    async call(input, { principal, actor }) {
      said.push(input);
      return { text: `${actor} ${principal.kind}`, data: {} };
    },
  });
  const wait = defineTool({
    ...shared,
    name: "wait",
    input: { run: z.strictObject({}) },
    call: (_input, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  });
  const identify = (token: string) => (live.has(token) ? HOLDER : undefined);
  const { app } = createFixture({ loadTools: async () => [say, wait], identify, limits });
  const call = (name: string, input: unknown = {}, { token = "run-1", signal = here() } = {}) =>
    app.runTools.call({ token, name, input, signal });
  return { app, call, said, live };
}

it("lists and calls the same tools as the route, with the same words", async () => {
  const fixture = await createHandlerFixture({ agents: agents("lead", "coder") }, { lead: hang });
  const base = await fixture.listen();
  await fixture.call("POST", "/api/message", { message: "@lead go" });
  await expect.poll(() => fixture.store.runs.list({ limit: 1, agent: "lead" })[0]?.status).toBeDefined();
  const run = fixture.store.runs.list({ limit: 1, agent: "lead" })[0];
  const holder = { runId: run?.id ?? "", agentId: "lead", conversationId: run?.conversation_id ?? "" };
  const { token, revoke } = fixture.tokens.mintRun(holder);
  const client = await connect(base, token);
  const over = (await client.listTools()).tools.map(({ name, inputSchema }) => ({ name, inputSchema }));
  const inside = await fixture.runTools.list(token, here());
  expect(inside.map(({ name, inputSchema }) => ({ name, inputSchema }))).toEqual(over);
  const answered = await client.callTool({ name: "create_task", arguments: { nonsense: 1 } });
  const asked = { token, name: "create_task", input: { nonsense: 1 }, signal: here() };
  const called = await fixture.runTools.call(asked);
  expect(called).toEqual({ content: answered.content, isError: true });
  revoke();
  await expect(fixture.runTools.list(token, here())).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

it("a tool learns who calls, and gets a copy of what the model wrote", async () => {
  const { call, said } = serve();
  const input = { deep: { a: 1 } };
  expect((await call("say", input)).content).toEqual([{ type: "text", text: "agent:a run" }]);
  expect(said).toEqual([input]);
  expect((said[0] as typeof input).deep).not.toBe(input.deep);
});

it("a token that is unknown, revoked or the operator's opens nothing", async () => {
  const { call, live } = serve();
  await call("say");
  live.clear();
  for (const token of ["run-1", "", TOKEN])
    await expect(call("say", {}, { token })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

it("a token of a channel is refused, as at the route", async () => {
  const { app } = createFixture({ identify: () => ({ kind: "channel", channel: "telegram" }) });
  await expect(app.runTools.list("x", here())).rejects.toMatchObject({ code: "FORBIDDEN" });
});

it.each([
  ["larger than a body may be", () => ({ text: "x".repeat(ROUTES.mcp.bodyLimit) }), "PAYLOAD_TOO_LARGE"],
  ["of too many values", () => ({ list: new Array(20_000).fill(1) }), "PAYLOAD_TOO_LARGE"],
  ["nested too deep", () => JSON.parse(`{"a":${"[".repeat(80)}${"]".repeat(80)}}`), "INVALID_JSON"],
  ["with a key of prototypes", () => JSON.parse('{"__proto__":{"a":1}}'), "INVALID_JSON"],
  ["that is a list", () => [], "INVALID_INPUT"],
  ["that is a text", () => "hello", "INVALID_INPUT"],
])("an input %s is refused", async (_what, input, code) => {
  const { call, said } = serve();
  await expect(call("say", input())).rejects.toMatchObject({ code });
  expect(said).toEqual([]);
});

it("a tool that is not there is named as such", async () => {
  await expect(serve().call("nothing")).rejects.toThrow("There is no such tool");
});

it("calls that wait are counted, and end with the run", async () => {
  const { call } = serve({ mcpCallsPerCaller: 1 });
  const run = new AbortController();
  const waiting = call("wait", {}, { signal: run.signal });
  await expect(call("say")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  run.abort();
  expect(await waiting).toMatchObject({ isError: true });
  expect((await call("say")).isError).toBeUndefined();
});

it("a daemon that stops refuses", async () => {
  const { app, call } = serve();
  await app.ready();
  await app.close();
  await expect(call("say")).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
});
