/**
 * The export of spans to a real HTTP receiver, which decodes each request with the code generated from OpenTelemetry's
 * own protobuf definitions. @requirement OTLP-1
 */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import type { Log } from "@tinyagi/base";
import { createSystemClock, createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { type OtlpSettings, telemetrySettingsSchema } from "@tinyagi/contracts";
import { createJournal } from "@tinyagi/kernel";
import { afterEach, describe, expect, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { completed, started } from "../traces/fixture.js";
import { GEN_AI } from "./gen-ai.js";
import { createOtlpSender } from "./otlp-sender.js";
import { createSpanQueue, WAITING_MAX } from "./span-queue.js";
import { startTelemetry } from "./telemetry.js";

const decoder = createRequire(import.meta.url)("otlp-decoder/build/src/generated/root.js");
const Request = decoder.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

interface Value {
  stringValue?: string;
  intValue?: string;
  doubleValue?: number;
  boolValue?: boolean;
}
interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Value }[];
  status?: { code?: string; message?: string };
}

interface Receiver extends AsyncDisposable {
  url: string;
  spans: WireSpan[];
  resources: Record<string, unknown>[];
  headers: IncomingHttpHeaders[];
  /** Answers of the next requests; then 200. */
  answers: number[];
}

function toPlain({ stringValue, intValue, doubleValue, boolValue }: Value): unknown {
  return stringValue ?? (intValue === undefined ? undefined : Number(intValue)) ?? doubleValue ?? boolValue;
}
const toAttributes = (list: readonly { key: string; value: Value }[]) =>
  Object.fromEntries(list.map(({ key, value }) => [key, toPlain(value)]));

async function receive(location?: string): Promise<Receiver> {
  const spans: WireSpan[] = [];
  const resources: Record<string, unknown>[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const answers: number[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      headers.push(request.headers);
      const status = answers.shift() ?? 200;
      if (status === 200) {
        const body = Buffer.concat(chunks);
        const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
        const message = Request.toObject(Request.decode(bytes), {
          longs: String,
          enums: String,
          bytes: String,
        });
        for (const { resource, scopeSpans } of message.resourceSpans) {
          resources.push(toAttributes(resource.attributes));
          for (const scope of scopeSpans) spans.push(...scope.spans);
        }
      }
      response.writeHead(status, {
        "content-type": "application/x-protobuf",
        ...(location ? { location } : {}),
      });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  return {
    url,
    spans,
    resources,
    headers,
    answers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const resources: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of resources.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function exporting(change: Partial<OtlpSettings>, log: Log = SILENT_LOG) {
  const temp = createTempStore();
  const clock = createSystemClock();
  const journal = createJournal({ store: temp.store, clock, log });
  let otlp = telemetrySettingsSchema.parse({ otlp: { enabled: true, ...change } }).otlp;
  const telemetry = startTelemetry({
    journal,
    clock,
    log,
    version: "1.2.3",
    settings: () => otlp,
    resolveSecret: async (value) => (value === "env:OTLP_KEY" ? "the-key" : value),
  });
  resources.push(temp, telemetry);
  const events = (work: () => void) => temp.store.write(work);
  return {
    journal,
    telemetry,
    events,
    settle: () => new Promise<void>((resolve) => setImmediate(resolve)),
    async change(to: Partial<OtlpSettings>) {
      otlp = { ...otlp, ...to };
      await events(() => journal.append("settings.changed", { author: "a", revision: 1, paths: [] }));
    },
  };
}

/** A run with a model call, a failed tool and a handoff to a second run. */
async function play({ events, journal }: Awaited<ReturnType<typeof exporting>>) {
  const a = { runId: "run_a", messageRowId: 1, conversationId: "conv_1" };
  const b = { runId: "run_b", messageRowId: 2, conversationId: "conv_1" };
  await events(() => {
    journal.append("run.started", { ...started("a"), permissions: "ask" }, a);
    journal.append("run.version_reported", { agent: "a", version: "2.1.197" }, a);
    const usage = { inputTokens: 7, outputTokens: 2 };
    journal.append("run.model_completed", { agent: "a", model: "opus", durationMs: 1, usage }, a);
    const tool = { agent: "a", name: "Bash", callId: "c1" };
    journal.append("run.tool_started", { ...tool, input: "the input" }, a);
    journal.append("run.tool_completed", { ...tool, failed: true, output: "the output" }, a);
    journal.append("run.completed", completed("the answer"), a);
    journal.append(
      "handoff.created",
      { fromAgent: "a", toAgent: "b", team: "dev", hop: 1, messageRowId: 2 },
      a,
    );
    journal.append("run.started", started("b", { parentRunId: "run_a", depth: 1 }), b);
    journal.append("run.failed", { agent: "b", class: "auth", error: "no key", willRetry: false }, b);
  });
}

/** Waits until the export is open: its parts are loaded when they are first needed. */
async function open(it: Awaited<ReturnType<typeof exporting>>, receiver: Receiver) {
  await expect
    .poll(
      async () => {
        await it.events(() => {
          it.journal.append("run.started", started("probe", { rootRunId: "run_p" }), { runId: "run_p" });
          it.journal.append("run.cancelled", { agent: "probe", reason: "x" }, { runId: "run_p" });
        });
        return receiver.spans.length;
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBeGreaterThan(0);
}
const real = (receiver: Receiver) => receiver.spans.filter(({ name }) => !name.endsWith("probe"));

describe("the export", () => {
  test.each(["http://169.254.169.254/v1/traces", "http://[fd00:ec2::254]/v1/traces"])(
    "sends nothing to a metadata service of a cloud: %s",
    async (endpoint) => {
      const errors: object[] = [];
      const it = await exporting({ endpoint }, { ...SILENT_LOG, error: (fields) => errors.push(fields) });
      await play(it);
      await expect
        .poll(() => errors)
        .toEqual([
          { err: expect.objectContaining({ message: expect.stringContaining("metadata service") }) },
        ]);
    },
  );

  test("refuses a name that leads to a metadata service", async () => {
    let requests = 0;
    await using server = createServer((_request, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const sendVia = async (address: string) => {
      const sender = createOtlpSender({
        headers: {},
        serviceName: "t",
        version: "1",
        payloads: false,
        endpoint: `http://collector.example:${port}/v1/traces`,
        resolve: (_name, { all }, done) =>
          all ? done(null, [{ address, family: 4 }]) : done(null, address, 4),
      });
      await sender.send([]).finally(() => sender.close());
    };
    await sendVia("127.0.0.1");
    expect(requests).toBe(1);
    await expect(sendVia("169.254.169.254")).rejects.toThrow("metadata service");
    server.closeAllConnections();
  });

  test("sends spans by the GenAI conventions, related by trace and parent, without texts", async () => {
    await using receiver = await receive();
    const it = await exporting({ endpoint: receiver.url, headers: { "x-key": "env:OTLP_KEY" } });
    await open(it, receiver);
    await play(it);
    await expect.poll(() => real(receiver).length).toBe(5);
    const spans = real(receiver);
    const byName = new Map(spans.map((span) => [span.name, span]));
    expect([...byName.keys()].sort()).toEqual(
      ["chat opus", "execute_tool Bash", "handoff", "invoke_agent a", "invoke_agent b"].sort(),
    );
    const run = byName.get("invoke_agent a");
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(Buffer.from(run?.traceId ?? "", "base64")).toHaveLength(16);
    for (const [name, span] of byName)
      if (name !== "invoke_agent a") expect(span.parentSpanId).toBe(run?.spanId);
    expect(toAttributes(run?.attributes ?? [])).toMatchObject({
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "opus",
      "gen_ai.agent.id": "a",
      "gen_ai.conversation.id": "conv_1",
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 2,
      "tinyagi.cost_usd": 0.5,
      "tinyagi.harness": "claude",
      "tinyagi.harness_version": "2.1.197",
      "tinyagi.permissions": "ask",
    });
    // Not known of this run.
    const second = toAttributes(byName.get("invoke_agent b")?.attributes ?? []);
    expect(Object.keys(second)).not.toContain("tinyagi.harness_version");
    expect(Object.keys(second)).not.toContain("tinyagi.permissions");
    expect(byName.get("chat opus")).toMatchObject({ kind: "SPAN_KIND_CLIENT" });
    expect(byName.get("execute_tool Bash")).toMatchObject({ status: { code: "STATUS_CODE_ERROR" } });
    expect(byName.get("invoke_agent b")?.status).toEqual({ code: "STATUS_CODE_ERROR", message: "no key" });
    expect(toAttributes(byName.get("invoke_agent b")?.attributes ?? [])["error.type"]).toBe("auth");
    expect(BigInt(run?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(BigInt(run?.startTimeUnixNano ?? 1));
    expect(receiver.resources[0]).toMatchObject({ "service.name": "tinyagi", "service.version": "1.2.3" });
    expect(receiver.headers[0]).toMatchObject({
      "x-key": "the-key",
      "content-type": "application/x-protobuf",
    });
    expect(JSON.stringify(spans)).not.toMatch(/the input|the output|the answer/);
  });

  test("contains texts only when the settings ask for them", async () => {
    await using receiver = await receive();
    const it = await exporting({ endpoint: receiver.url, payloads: true });
    await open(it, receiver);
    await play(it);
    await expect.poll(() => real(receiver).length).toBe(5);
    const all = Object.assign({}, ...real(receiver).map(({ attributes }) => toAttributes(attributes)));
    expect(all).toMatchObject({
      "gen_ai.tool.call.arguments": "the input",
      "gen_ai.tool.call.result": "the output",
    });
    expect(JSON.parse(all["gen_ai.output.messages"])).toMatchObject([{ role: "assistant" }]);
  });

  test("sends everything once when the receiver refuses for a while", async () => {
    await using receiver = await receive();
    const it = await exporting({ endpoint: receiver.url });
    await open(it, receiver);
    receiver.answers.push(503, 503);
    await play(it);
    await expect.poll(() => real(receiver).length).toBe(5);
    expect(new Set(real(receiver).map(({ spanId }) => spanId)).size).toBe(5);
  });

  test("never follows a redirect, so no header reaches another server", async () => {
    await using other = await receive();
    await using receiver = await receive(other.url);
    const it = await exporting({ endpoint: receiver.url, headers: { authorization: "the-key-itself" } });
    await open(it, receiver);
    receiver.answers.push(307, 307, 307, 307, 307, 307);
    await play(it);
    await expect.poll(() => receiver.answers.length).toBeLessThan(6);
    expect(other.headers).toEqual([]);
  });

  test("starts, moves and ends with the settings, and is off by default", async () => {
    expect(telemetrySettingsSchema.parse({}).otlp.enabled).toBe(false);
    await using first = await receive();
    await using second = await receive();
    const it = await exporting({ endpoint: first.url, enabled: false });
    await play(it);
    await it.change({ enabled: true });
    await open(it, first);
    expect(real(first)).toEqual([]);
    await it.change({ endpoint: second.url });
    await open(it, second);
    const before = first.headers.length;
    await play(it);
    await expect.poll(() => real(second).length).toBe(5);
    expect(first.headers.length).toBe(before);
  });

  test("without an endpoint is reported, and changes nothing else", async () => {
    const logged: string[] = [];
    const it = await exporting({}, { ...SILENT_LOG, error: (_fields, message) => logged.push(message) });
    await play(it);
    await expect.poll(() => logged).toEqual([expect.stringContaining("telemetry.otlp")]);
  });
});

describe("the queue", () => {
  const ended = { rootRunId: "r", span: { id: "s" } as never };

  test("is bounded, counts what it drops, pauses longer after each failure and logs it once", async () => {
    const clock = createVirtualClock();
    const logged: string[] = [];
    let calls = 0;
    const queue = createSpanQueue({
      clock,
      log: { ...SILENT_LOG, warn: (_fields, message) => logged.push(message) },
      sender: {
        send: async () => {
          calls += 1;
          throw new Error("refused");
        },
        close: async () => {},
      },
    });
    for (let n = 0; n < WAITING_MAX + 5; n += 1) queue.add(ended);
    expect(queue.dropped()).toBe(5);
    const after = async (ms: number) => {
      clock.advance(ms);
      await new Promise<void>((resolve) => setImmediate(resolve));
      return calls;
    };
    expect(await after(1_000)).toBe(1);
    expect(await after(1_999)).toBe(1);
    expect(await after(1)).toBe(2);
    expect(await after(3_999)).toBe(2);
    expect(await after(1)).toBe(3);
    expect(logged).toHaveLength(1);
    await queue[Symbol.asyncDispose]();
  });

  test("drops a batch that the receiver calls wrong, and sends the next", async () => {
    const clock = createVirtualClock();
    const sent: number[] = [];
    const queue = createSpanQueue({
      clock,
      log: SILENT_LOG,
      sender: {
        send: async (spans) => {
          if (sent.push(spans.length) === 1) throw Object.assign(new Error("bad"), { code: 400 });
        },
        close: async () => {},
      },
    });
    for (let n = 0; n < 300; n += 1) queue.add(ended);
    clock.advance(1_000);
    await expect.poll(() => sent).toEqual([256]);
    await expect
      .poll(() => {
        clock.advance(2_000);
        return sent;
      })
      .toEqual([256, 44]);
    expect(queue.dropped()).toBe(256);
    await queue[Symbol.asyncDispose]();
  });

  test("does not keep a stopping daemon waiting for a receiver that never answers", async () => {
    const clock = createVirtualClock();
    const queue = createSpanQueue({
      clock,
      log: SILENT_LOG,
      sender: { send: () => new Promise(() => {}), close: async () => {} },
    });
    queue.add(ended);
    let isClosed = false;
    const closing = queue[Symbol.asyncDispose]().then(() => {
      isClosed = true;
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    clock.advance(2_000);
    await closing;
  });
});

test("the names of attributes are those of OpenTelemetry's semantic conventions", () => {
  const known = new Set(Object.values(conventions));
  expect(Object.values(GEN_AI).filter((name) => !known.has(name))).toEqual([]);
});
