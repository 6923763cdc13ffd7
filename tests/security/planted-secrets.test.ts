/**
 * Secrets in what people and agents write, and in what tools and providers answer, are found nowhere that people or
 * programs read: events, traces, exports, logs and API.
 *
 * @requirement TRACE-2
 */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  createFakeAgentBin,
  createMockModelServer,
  type MockReply,
  type MockRequest,
  needs,
} from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { agentCliPath } from "../e2e/support/agent-clis.js";
import type { Daemon } from "../e2e/support/daemon.js";
import { readEvents } from "../e2e/support/events.js";
import { openStage, type Stage } from "../e2e/support/stage.js";
import { commandCall } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 180_000;
/** Recognised by its form. */
const PLANTED = "sk-planted-4f9a1c77d2e84b05";
/** Recognised because the settings contain it. */
const LEARNED = "correct horse battery staple 42";
const ERROR = `cannot use ${PLANTED} or ${LEARNED}`;
const MESSAGE = `use the planted ${PLANTED} or ${LEARNED} here`;

interface Collector extends AsyncDisposable {
  /** Takes traces over OTLP. */
  endpoint: string;
  sent(): Buffer;
}

async function openCollector(): Promise<Collector> {
  const chunks: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    sent: () => Buffer.concat(chunks),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function settings({ endpoint }: Collector, agents: object, custom_providers: object): object {
  return {
    agents,
    custom_providers,
    execution: { maxAttempts: 1 },
    telemetry: { otlp: { enabled: true, endpoint, payloads: true } },
  };
}

/** Each agent gets the message, works, and then fails with it. @returns all that can be read afterwards, by its place */
async function readAll(
  { stage, daemon }: { stage: Stage; daemon: Daemon },
  agents: readonly string[],
  fail: () => void,
): Promise<Map<string, string>> {
  await using events = await readEvents(daemon);
  const send = () =>
    Promise.all(agents.map((agent) => daemon.client.sendAndWait({ message: MESSAGE, agent })));
  await send();
  fail();
  await send();
  const runs = await daemon.client.call("listRuns", { query: {} });
  const conversations = await daemon.client.call("listConversations", { query: {} });
  const reads = [
    ...["/api/logs?limit=1000", "/api/runs", "/api/conversations", "/api/queue/dead", "/api/responses"],
    ...["/api/queue/processing", "/api/search?q=planted"],
    ...agents.map((agent) => `/api/agents/${agent}/messages`),
    ...runs.map((_, index) => `/api/messages/${index + 1}/why`),
    ...conversations.map(({ id }) => `/api/conversations/${id}`),
    ...runs.flatMap(({ runId }) =>
      ["", "/trace", "/log", "/tree"].map((part) => `/api/runs/${runId}${part}`),
    ),
  ];
  const seen = new Map<string, string>();
  for (const path of reads) seen.set(path, (await daemon.call("GET", path)).text);
  seen.set("events", JSON.stringify(events.frames));
  seen.set("trace", (await stage.cli(["trace", runs[0]?.runId ?? ""])).stdout);
  // Stopping sends the last spans and closes the log.
  await daemon.stop();
  const logs = join(stage.place.home, "logs");
  for (const name of readdirSync(logs)) seen.set(name, readFileSync(join(logs, name), "utf8"));
  return seen;
}

function expectNoSecret(seen: ReadonlyMap<string, string>, collector: Collector): void {
  const places = [...seen].flatMap(([place, text]) =>
    [PLANTED, LEARNED].filter((secret) => text.includes(secret)).map((secret) => `${place}: ${secret}`),
  );
  expect(places).toEqual([]);
  // What was searched is there: an empty answer would prove nothing.
  const texts = [...seen.values()].join("");
  expect(texts).toContain("the planted value is");
  expect(texts).toContain("cannot use");
  expect(texts).toContain("[redacted]");
  const sent = collector.sent();
  expect(sent.includes("execute_tool")).toBe(true);
  expect([PLANTED, LEARNED].filter((secret) => sent.includes(secret))).toEqual([]);
}

describe("a secret in a prompt, a tool call, its output, stderr and an error is nowhere in events, traces, exports, logs and API", () => {
  test("with an agent that writes whatever it likes", { timeout: TIMEOUT_MS }, async () => {
    await using collector = await openCollector();
    const coder = { name: "Coder", provider: "custom:one", model: "m", env: { MY_PASSWORD: LEARNED } };
    const one = { name: "One", harness: "claude", base_url: "http://127.0.0.1:9", api_key: "sk-mock" };
    await using stage = await openStage({
      env: { TINYAGI_LOG_LEVEL: "trace" },
      settings: settings(collector, { coder }, { one }),
    });
    const fake = createFakeAgentBin(stage.place.bin);
    const tools = [
      {
        name: "Bash",
        input: { command: `curl -H 'x: ${PLANTED}' # ${LEARNED}` },
        output: `the planted value is ${PLANTED} ${LEARNED}`,
      },
    ];
    fake.setControl({ agents: {}, default: { tools, reply: "done" } });
    const daemon = await stage.start();
    const fail = () => fake.setControl({ agents: {}, default: { error: ERROR, stderr: ERROR } });
    expectNoSecret(await readAll({ stage, daemon }, ["coder"], fail), collector);
  });

  test("with the real claude and codex", {
    ...needs("agent CLIs", "bubblewrap", "socat"),
    timeout: TIMEOUT_MS,
  }, async () => {
    let fails = false;
    const command = `echo "the planted value is ${PLANTED} ${LEARNED}"; echo "${PLANTED} ${LEARNED}" >&2`;
    const script = (request: MockRequest): MockReply => {
      if (fails) return { error: { status: 400, message: ERROR } };
      return request.toolResults.length > 0
        ? { text: "done" }
        : { toolCalls: [commandCall(command, request)] };
    };
    await using collector = await openCollector();
    const model = await createMockModelServer({ script });
    try {
      const env = { MY_PASSWORD: LEARNED };
      const provider = (harness: string, base_url: string) => ({
        name: harness,
        harness,
        base_url,
        api_key: "sk-mock",
      });
      await using stage = await openStage({
        path: [agentCliPath()],
        env: { TINYAGI_LOG_LEVEL: "trace" },
        settings: settings(
          collector,
          {
            claude: { name: "Claude", provider: "custom:one", model: "claude-sonnet-4-6", env },
            codex: { name: "Codex", provider: "custom:other", model: "gpt-5.4", env },
          },
          { one: provider("claude", model.url), other: provider("codex", model.openaiUrl) },
        ),
      });
      const daemon = await stage.start();
      const fail = () => {
        fails = true;
      };
      expectNoSecret(await readAll({ stage, daemon }, ["claude", "codex"], fail), collector);
      // Both have seen them.
      const outputs = model.turns().flatMap(({ toolResults }) => toolResults.map(({ text }) => text));
      expect(outputs).toHaveLength(2);
      for (const output of outputs) expect(output).toContain(PLANTED);
    } finally {
      await model.close();
    }
  });
});
