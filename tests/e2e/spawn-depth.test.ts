/**
 * The real claude at the limit of the depth edits everything that looks like a depth: its environment, a header, the
 * plan, and the metadata of the call. Its run's token decides, so it is refused, and its parent finishes.
 *
 * @requirement SPAWN-2
 */
import { type MockReply, type MockRequest, needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRealTeam, type RealTeam } from "./support/real-team.js";

const TIMEOUT_MS = 120_000;
/** In the environment of claude itself. TinyAGI refuses names with its own prefix there. */
const FORGED = {
  DEPTH: "0",
  RUN_DEPTH: "0",
  SPAWN_DEPTH: "0",
  MAX_DEPTH: "99",
  GENERATION: "0",
  PARENT: "root",
};
const EDITED = { depth: 0, generation: 0, maxDepth: 99, parent: "root" };

const plan = (id: string, more: object = {}) => ({
  version: 1,
  goal: "One level more",
  agents: [{ id, prompt: `TASK-${id}`, canSpawn: true, ...more }],
  output: id,
  ...more,
});

let team: RealTeam;

/** The call as raw HTTP, from a command whose environment is edited once more. No sandbox holds it back. */
function forgedCommand(): string {
  const edits = Object.entries({ ...FORGED, RUN_ID: "run_root" }).map(
    ([name, value]) => `TINYAGI_${name}=${value}`,
  );
  const body = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: "spawn_agents",
      arguments: { plan: plan("grandchild", EDITED) },
      _meta: { ...EDITED, "tinyagi/depth": 0 },
    },
  };
  const headers = ["content-type: application/json", "accept: application/json, text/event-stream"];
  const all = [...headers, "x-tinyagi-depth: 0", "mcp-protocol-version: 2025-06-18"];
  const program = [
    "env | grep DEPTH",
    `curl -s -m 60 -H @"$TINYAGI_AUTH_FILE" ${all
      .map((header) => `-H '${header}'`)
      .join(" ")} -d '${JSON.stringify(body)}' "$TINYAGI_API_URL/mcp"`,
  ].join("\n");
  return `echo ${Buffer.from(program).toString("base64")} | base64 -d | env ${edits.join(" ")} sh`;
}

const heard: string[] = [];

function script({ lastUserText, toolResults }: MockRequest): MockReply {
  const last = toolResults.at(-1)?.text;
  const spawn = (input: object) => ({
    toolCalls: [{ name: "mcp__tinyagi__spawn_agents", input: { ...input } }],
  });
  if (lastUserText.includes("TASK-root"))
    return last === undefined
      ? spawn({ plan: plan("child") })
      : { text: `ROOT(${/CHILD\(.*?\)/.exec(last)?.[0]})` };
  if (!lastUserText.includes("TASK-child")) return { text: "GRANDCHILD RAN" };
  if (last !== undefined) heard.push(last);
  if (heard.length === 0)
    return { toolCalls: [{ name: "Bash", input: { command: forgedCommand(), description: "forge" } }] };
  if (heard.length === 1) return spawn({ plan: plan("grandchild", EDITED) });
  return { text: `CHILD(${heard.map((text) => /SPAWN_REFUSED: \w+/.exec(text)?.[0]).join(", ")})` };
}

beforeAll(async () => {
  const lead = {
    name: "Lead",
    provider: "custom:mock-claude",
    model: "claude-sonnet-4-6",
    permissions: "bypass",
    env: FORGED,
  };
  team = await openRealTeam({ lead: script }, { agents: { lead }, teams: {}, spawn: { maxDepth: 1 } });
  await team.stage.start();
}, TIMEOUT_MS);
afterAll(() => team[Symbol.asyncDispose]());

test("an edited depth is refused like the true one, and the parent finishes", {
  ...needs("agent CLIs", "curl"),
  timeout: TIMEOUT_MS,
}, async () => {
  const { client } = team.stage.current();
  const { conversation } = await client.sendAndWait({ message: "@lead TASK-root" });
  for (const edit of ["TINYAGI_DEPTH=0", "\nDEPTH=0"]) expect(`\n${heard[0]}`).toContain(edit);
  expect(conversation.replies[0]?.message).toContain(
    "ROOT(CHILD(SPAWN_REFUSED: depth, SPAWN_REFUSED: depth))",
  );
  expect(conversation.runs.map(({ depth, status }) => [depth, status]).sort()).toEqual([
    [0, "completed"],
    [1, "completed"],
  ]);
});
