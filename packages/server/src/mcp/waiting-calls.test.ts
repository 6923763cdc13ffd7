/**
 * Calls that wait: how many one caller may have, and what a client notices of a long wait. Clients give up after 300 s
 * without a byte (undici, claude) or without progress (the SDK, after 60 s). Here both sides are scaled down.
 *
 * @requirement MCP-1
 */
import { type IncomingMessage, request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createFixture, type FixtureOptions, TOKEN } from "../../test/app-fixture.js";
import { connect } from "../../test/mcp-client.js";
import { DEFAULT_APP_LIMITS } from "../options.js";
import type { RunPrincipal } from "../security/principal.js";
import { defineTool } from "./tool.js";

/** The shortest silence after which a known client gives up: undici's `bodyTimeout`, and claude. */
const CLIENT_SILENCE_MAX_MS = 300_000;
const KEEP_ALIVE_MS = 75;
/** In the same relation to {@link KEEP_ALIVE_MS} as a client's 300 s to our 15 s. */
const SCALED_SILENCE_MS = (CLIENT_SILENCE_MAX_MS / DEFAULT_APP_LIMITS.streamKeepAliveMs) * KEEP_ALIVE_MS;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** An app whose only tool waits until the test lets it end. Tokens `run-1`, `run-2`, … belong to runs. */
async function serve(options: FixtureOptions = {}) {
  const waiting: (() => void)[] = [];
  const wait = defineTool({
    name: "wait",
    title: "Wait",
    description: "Waits.",
    input: { run: z.strictObject({}), person: z.strictObject({}) },
    output: z.object({}),
    readOnly: true,
    async call() {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { text: "done", data: {} };
    },
  });
  const identify = (token: string): RunPrincipal | undefined =>
    token.startsWith("run-") ? { kind: "run", runId: token, agentId: "a", conversationId: "c" } : undefined;
  const fixture = createFixture({ loadTools: async () => [wait], identify, ...options });
  const base = await fixture.listen();
  undo.push(() => fixture.app.close());
  return { base, waiting };
}

/** Calls the tool, and resolves with the head of the answer. */
function callTool(base: string, token = TOKEN): Promise<IncomingMessage> {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  return new Promise((resolve, reject) => {
    const call = request(`${base}/mcp`, { method: "POST", headers, agent: false }, resolve);
    undo.push(() => call.destroy());
    call.on("error", reject);
    call.end(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "wait", arguments: {} },
      }),
    );
  });
}

describe("the number of waiting calls", () => {
  it("is limited for each caller, and the refusal says what to do", async () => {
    const { base, waiting } = await serve();
    const { mcpCallsPerCaller: most } = DEFAULT_APP_LIMITS;
    const client = await connect(base, TOKEN);
    const calls = await Promise.all(Array.from({ length: most }, () => callTool(base)));
    expect(calls.map(({ statusCode }) => statusCode)).toEqual(Array(most).fill(200));
    await expect.poll(() => waiting.length).toBe(most);

    const refused = await callTool(base);
    expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([429, "5"]);
    await expect(client.callTool({ name: "wait", arguments: {} })).rejects.toThrow(
      /At most 64 MCP calls of one caller/,
    );
    // Others are not affected, and each end makes room.
    expect((await callTool(base, "run-1")).statusCode).toBe(200);
    waiting[0]?.();
    await expect.poll(async () => (await callTool(base)).statusCode).toBe(200);
  });

  it("is limited for all callers together", async () => {
    const { base, waiting } = await serve();
    const { mcpCalls: most, mcpCallsPerCaller: own } = DEFAULT_APP_LIMITS;
    const calls = Array.from({ length: most }, (_, n) => callTool(base, `run-${Math.floor(n / own)}`));
    expect(new Set((await Promise.all(calls)).map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    await expect.poll(() => waiting.length).toBe(most);
    expect((await callTool(base, "run-new")).statusCode).toBe(429);
  });

  it("counts no call whose caller is gone", async () => {
    const { base, waiting } = await serve({ limits: { mcpCallsPerCaller: 1 } });
    const first = await callTool(base);
    await expect.poll(() => waiting.length).toBe(1);
    expect((await callTool(base)).statusCode).toBe(429);
    first.destroy();
    await expect.poll(async () => (await callTool(base)).statusCode).toBe(200);
  });
});

describe("a call that waits longer than clients accept silence", () => {
  it("sends its head at once, long before the first sign of life", async () => {
    const { base, waiting } = await serve({ limits: { streamKeepAliveMs: 3_600_000 } });
    const answer = await callTool(base);
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "text/event-stream"]);
    expect(waiting).toHaveLength(1);
  });

  it("sends a sign of life many times within a client's limit", async () => {
    const { base, waiting } = await serve({ limits: { streamKeepAliveMs: KEEP_ALIVE_MS } });
    const answer = await callTool(base);
    let text = "";
    let longest = 0;
    let last = performance.now();
    answer.on("data", (chunk: Buffer) => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      text += chunk;
    });
    // Twice as long as a client would wait.
    const enough = (2 * SCALED_SILENCE_MS) / KEEP_ALIVE_MS;
    await expect.poll(() => text.match(/^:/gm)?.length ?? 0).toBeGreaterThan(enough);
    waiting[0]?.();
    await expect.poll(() => text).toContain('"text":"done"');
    expect(longest).toBeLessThan(SCALED_SILENCE_MS);
  });

  it("reports progress to a client that asks, so that its own limit starts again", async () => {
    const { base, waiting } = await serve({ limits: { streamKeepAliveMs: KEEP_ALIVE_MS } });
    const client = await connect(base, TOKEN);
    const call = { name: "wait", arguments: {} };
    const limit = { timeout: SCALED_SILENCE_MS };
    await expect(client.callTool(call, limit)).rejects.toThrow(/timed out/i);
    let reports = 0;
    const result = client.callTool(call, {
      ...limit,
      resetTimeoutOnProgress: true,
      onprogress: () => {
        reports += 1;
        if (reports > (2 * SCALED_SILENCE_MS) / KEEP_ALIVE_MS) for (const end of waiting) end();
      },
    });
    expect(await result).toMatchObject({ content: [{ type: "text", text: "done" }] });
  });
});
