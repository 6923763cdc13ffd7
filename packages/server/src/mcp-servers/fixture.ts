/** For tests: a daemon's app with one MCP server of the owner, which is a real program or a real address. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeMcp, type FakeMcp, type FakeMcpState, startFakeMcp } from "@tinyagi/testkit";
import { expect, onTestFinished } from "vitest";
import { connect } from "../../test/mcp-client.js";
import { agents, createHandlerFixture, hang } from "../handlers/fixture.js";
import { START_TIMEOUT_MS } from "./limits.js";

export const KEY = "key-of-the-owner-1234567890";
const SCHEMA = { type: "object", properties: { path: { type: "string" } } };
export const READ = {
  name: "read",
  description: "Reads.",
  inputSchema: SCHEMA,
  annotations: { readOnlyHint: true },
};
export const WRITE = { name: "write", description: "Writes.", inputSchema: SCHEMA };
export const TOOLS = [READ, WRITE];

interface Given {
  state?: FakeMcpState;
  config?: Record<string, unknown>;
  agent?: Record<string, unknown>;
  address?: boolean;
  /** Nobody looked at its tools yet. */
  unseen?: boolean;
}

type Looking = Pick<Awaited<ReturnType<typeof createHandlerFixture>>, "mcpServers" | "clock">;

/** A person looks at the tools. For a server that answers nothing, the daemon's clock runs once it was asked. */
async function look({ mcpServers, clock }: Looking, fake: FakeMcp, { behave = {} }: FakeMcpState) {
  const looked = mcpServers.test("files");
  const [mute] = Object.keys(behave).filter((method) => /silent|garbage/.test(behave[method] ?? ""));
  if (mute === undefined) return looked;
  await expect.poll(() => fake.calls().some(({ method }) => method === mute)).toBe(true);
  await expect
    .poll(async () => {
      await clock.advance(START_TIMEOUT_MS / 10);
      return (await mcpServers.list())[0]?.problem;
    })
    .toContain("did not answer in time");
  return looked;
}

/** A daemon's app whose agent `lead` runs, with one server `files`. */
export async function serve({
  state = { tools: TOOLS },
  config = {},
  agent,
  address = false,
  unseen = false,
}: Given = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-mcp-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "state.json");
  const fake = address ? await startFakeMcp(file, state) : createFakeMcp(file, state);
  if (address) onTestFinished(() => (fake as FakeMcp & AsyncDisposable)[Symbol.asyncDispose]());
  const secrets = address ? { headers: { Authorization: KEY } } : { env: { API_KEY: KEY } };
  const own = agents("lead", "other");
  const fixture = await createHandlerFixture(
    {
      agents: { ...own, lead: { ...(own.lead as object), mcp_servers: ["files"], ...agent } },
      mcp_servers: { files: { ...fake.config, ...secrets, ...config } },
    },
    { lead: hang, other: hang },
  );
  const base = await fixture.listen();
  if (!unseen) await look(fixture, fake, state);
  const asRun = async (agentId = "lead", more: Record<string, unknown> = {}) => {
    await fixture.call("POST", "/api/message", { message: `@${agentId} go`, ...more });
    await expect
      .poll(() => fixture.store.runs.list({ limit: 1, agent: agentId })[0]?.status)
      .toMatch(/starting|running/);
    const run = fixture.store.runs.list({ limit: 1, agent: agentId })[0];
    if (run === undefined) throw new Error("no run");
    const holder = { runId: run.id, agentId, conversationId: run.conversation_id };
    return connect(base, fixture.tokens.mintRun(holder).token);
  };
  return { ...fixture, base, fake, asRun };
}
