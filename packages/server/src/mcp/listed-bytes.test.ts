/**
 * What the tools of TinyAGI cost each call of a model: names, descriptions and schemas. A new tool or text that exceeds this
 * budget is cut, or the budget is raised on purpose.
 */
import { expect, it } from "vitest";
import { agents, createHandlerFixture, hang } from "../handlers/fixture.js";

/** All that an agent without teammates is sent. Measured: 4.8 KB. */
const ALL_MAX_BYTES = 4_900;
/** The same for each of them. */
const ONE_MAX_BYTES = 800;
/** Only programs that ask through it are sent this one. */
const OF_PROGRAMS = "permission_prompt";

it("the tools that an agent is sent stay within their budget", async () => {
  const fixture = await createHandlerFixture({ agents: agents("lead") }, { lead: hang });
  await fixture.call("POST", "/api/message", { message: "@lead go" });
  const newest = () => fixture.store.runs.list({ limit: 1, agent: "lead" })[0];
  await expect.poll(() => newest()?.status).toBeDefined();
  const run = newest();
  const holder = { runId: run?.id ?? "", agentId: "lead", conversationId: run?.conversation_id ?? "" };
  const { token } = fixture.tokens.mintRun(holder);
  const listed = await fixture.runTools.list(token, new AbortController().signal);
  const sizes = new Map(
    listed
      .filter(({ name }) => name !== OF_PROGRAMS)
      .map(({ name, description, inputSchema }) => [
        name,
        Buffer.byteLength(JSON.stringify({ name, description, inputSchema })),
      ]),
  );
  expect(sizes.has("spawn_agents")).toBe(true);
  expect(Math.max(...sizes.values())).toBeLessThanOrEqual(ONE_MAX_BYTES);
  expect([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(ALL_MAX_BYTES);
});
