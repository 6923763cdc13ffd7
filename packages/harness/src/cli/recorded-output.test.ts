/** Tests the parsers with output recorded from the real CLIs. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HarnessError, type HarnessEvent } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createClaudeParser } from "../claude/parser.js";
import { createCodexParser } from "../codex/parser.js";

const FIXTURES = fileURLToPath(new URL("../../../testkit/fixtures/", import.meta.url));
const parsers = {
  claude: () => createClaudeParser({ now: () => 0 }),
  codex: () => createCodexParser({}),
};
type Cli = keyof typeof parsers;

function replay(cli: Cli, name: string) {
  const parser = parsers[cli]();
  const lines = readFileSync(`${FIXTURES}${cli}/${name}.jsonl`, "utf8").split("\n").filter(Boolean);
  const events: HarnessEvent[] = lines.flatMap((line) => [...parser.push(line)]);
  const said = parser.conclude();
  const failure = said instanceof HarnessError ? said : undefined;
  const result = said instanceof HarnessError ? undefined : said;
  return { parser, events, failure, result, types: events.map(({ type }) => type) };
}

const FAILURES: readonly (readonly [Cli, string, string])[] = [
  ["claude", "error-400", "invalid"],
  ["claude", "error-401", "auth"],
  ["claude", "error-429", "rate_limited"],
  ["claude", "error-500", "transient"],
  ["claude", "error-529", "transient"],
  ["claude", "error-context-too-long", "context_too_long"],
  ["claude", "error-credit", "auth"],
  ["claude", "connection-refused", "transient"],
  ["claude", "cut-off", "transient"],
  ["claude", "empty", "transient"],
  ["codex", "error-400", "invalid"],
  ["codex", "error-401", "auth"],
  ["codex", "error-429", "rate_limited"],
  ["codex", "error-500", "transient"],
  ["codex", "error-529", "transient"],
  ["codex", "error-context-too-long", "context_too_long"],
  ["codex", "cut-off", "transient"],
  ["codex", "empty", "transient"],
];

test.each(FAILURES)("%s: %s is %s", (cli, name, errorClass) => {
  const { failure, parser } = replay(cli, name);
  expect(parser.isComplete()).toBe(true);
  expect(failure?.class).toBe(errorClass);
  expect(failure?.message).not.toBe("");
});

test("claude reports its usage while it works, and the last report before the result has all its tokens", () => {
  const { events, result } = replay("claude", "bash-denied");
  const totals = events.flatMap((event) => (event.type === "usage" ? [event.usage] : []));
  expect(totals.length).toBeGreaterThan(3);
  const tokens = totals.map(({ inputTokens = 0, outputTokens = 0 }) => inputTokens + outputTokens);
  expect(tokens).toEqual(tokens.toSorted((a, b) => a - b));
  expect(totals.at(-2)).toMatchObject({
    inputTokens: result?.usage?.inputTokens,
    outputTokens: result?.usage?.outputTokens,
  });
});

describe.each(["claude", "codex"] as const)("%s", (cli) => {
  test("an answer has its session and usage", () => {
    const { result, types } = replay(cli, "success");
    expect(result?.text.length).toBeGreaterThan(0);
    expect(result?.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(result?.usage?.inputTokens).toBeGreaterThan(0);
    expect(types[0]).toBe("session");
    expect(types).toContain("text");
  });

  test("a tool call starts and completes with its name", () => {
    const { events } = replay(cli, "tool-use");
    const started = events.find((event) => event.type === "tool.started");
    const completed = events.find((event) => event.type === "tool.completed");
    expect(started).toBeDefined();
    expect(completed).toMatchObject({ name: started?.name, callId: started?.callId });
  });

  test("every recorded line is parsed without an exception or a loss", () => {
    for (const file of readdirSync(`${FIXTURES}${cli}`).filter((name) => name.endsWith(".jsonl"))) {
      expect(() => replay(cli, file.slice(0, -6)), file).not.toThrow();
    }
  });
});

test("claude: a session that first appears in a line of unknown type is reported", () => {
  const parser = parsers.claude();
  const line = JSON.stringify({ type: "system", subtype: "hook_started", session_id: "s-1" });
  expect(parser.push(line)).toEqual([{ type: "session", sessionId: "s-1" }]);
  expect(parser.push(JSON.stringify({ type: "later_kind", session_id: "s-1" }))).toEqual([]);
});

test.each(["claude", "codex"] as const)("%s: a line that is not a JSON object has no events", (cli) => {
  const parser = parsers[cli]();
  for (const line of ["Warning: a new version is out", "{cut", "[1]", "null"])
    expect(parser.push(line)).toEqual([]);
});

test("claude: an unknown session is lost and reports no session", () => {
  const { failure, types } = replay("claude", "unknown-session");
  expect(failure?.sessionLost).toBe(true);
  expect(types).not.toContain("session");
});

test("claude: denied tools are named", () => {
  expect(replay("claude", "permission-denied").result?.deniedTools).toEqual(["Write"]);
});

test("claude: a limit with an end time gives the delay until then", () => {
  const parser = createClaudeParser({ now: () => 1_700_000_000_000 });
  parser.push(
    JSON.stringify({
      type: "rate_limit_event",
      rate_limit_info: { status: "rejected", resetsAt: 1_700_000_060 },
    }),
  );
  parser.push(
    JSON.stringify({ type: "result", is_error: true, api_error_status: 429, result: "usage limit" }),
  );
  expect(parser.conclude()).toMatchObject({ class: "rate_limited", retryAfterMs: 60_000 });
});

test("claude: text of a sub-agent is not part of the agent's answer", () => {
  const parser = parsers.claude();
  const message = { content: [{ type: "text", text: "inner" }] };
  expect(parser.push(JSON.stringify({ type: "assistant", parent_tool_use_id: "t1", message }))).toEqual([]);
  expect(parser.partialText()).toBe("");
});

test("codex: a refused connection is retried without an end", () => {
  const { parser, types } = replay("codex", "connection-refused");
  expect(parser.isComplete()).toBe(false);
  expect(types).toContain("retrying");
  expect(parser.trouble()).toContain("network");
});

test("codex: an unknown model is only a warning", () => {
  const { result, types } = replay("codex", "success");
  expect(result).toBeDefined();
  expect(types).not.toContain("error");
});

test("codex: error text written by a model is not a failure", () => {
  const parser = parsers.codex();
  parser.push(
    JSON.stringify({ type: "item.completed", item: { type: "agent_message", text: "status: 429" } }),
  );
  parser.push(JSON.stringify({ type: "turn.completed", usage: {} }));
  expect(parser.conclude()).toMatchObject({ text: "status: 429" });
});

test("claude names its version before anything else, also in a run that fails", () => {
  for (const name of ["success", "error-401"])
    expect(replay("claude", name).events.filter(({ type }) => type === "version")).toEqual([
      { type: "version", version: "2.1.197" },
    ]);
});
