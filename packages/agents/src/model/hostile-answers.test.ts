/**
 * What providers, and what stands before them, answer at their worst, over real HTTP and for each wire format: none of it may
 * pass for an answer, fill the memory, or fail without its cause.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMockModelServer } from "../../../testkit/src/index.js";
import type { ModelCallError } from "../errors.js";
import { toFailure } from "./failure.js";
import { toText, userMessage } from "./model.js";
import { createModel, MODEL_PROVIDERS } from "./provider.js";

type Provider = (typeof MODEL_PROVIDERS)[number];
type Answer = (response: ServerResponse, good: string) => void;

const TEXT = "Grüße, 世界 and 👍🏽";
const REQUEST = { system: undefined, messages: [userMessage("hi")], tools: [] };
const EVENTS = { "content-type": "text/event-stream" };
const PAGE = "<!DOCTYPE html><html><title>502 Bad Gateway</title></html>";

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((asked: IncomingMessage, response) => {
    asked.resume().on("end", () => answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

interface Outcome {
  readonly text?: string;
  readonly failure?: ModelCallError;
}

async function ask(
  provider: Provider,
  baseUrl: string,
  { fetch = globalThis.fetch, idleTimeoutMs = 30_000 } = {},
): Promise<Outcome> {
  const settings = { idleTimeoutMs };
  const model = createModel({ provider, model: "m", apiKey: "k", baseUrl, settings, fetch });
  return model.stream(REQUEST, { signal: new AbortController().signal, onText: () => {} }).then(
    ({ content }) => ({ text: toText(content) }),
    (error: unknown) => ({ failure: toFailure(error, Date.now()) }),
  );
}

/** The bytes of a good answer in the format of a provider. */
async function goodAnswer(provider: Provider): Promise<string> {
  await using server = await createMockModelServer({ script: () => ({ text: TEXT, chunks: 3 }) });
  let body = "";
  const recording: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    body = await response.text();
    return new Response(body, response);
  };
  await ask(provider, provider === "anthropic" ? server.url : server.openaiUrl, { fetch: recording });
  return body;
}

async function answered(provider: Provider, answer: Answer): Promise<Outcome> {
  const good = await goodAnswer(provider);
  return ask(provider, await serve((response) => answer(response, good)));
}

const events =
  (change: (good: string) => string | Buffer, more: Record<string, string> = {}): Answer =>
  (response, good) =>
    response.writeHead(200, { ...EVENTS, ...more }).end(change(good));

const status =
  (code: number, headers: Record<string, string>, body = ""): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);

const json = (code: number, body: unknown): Answer =>
  status(code, { "content-type": "application/json" }, JSON.stringify(body));

/** The start of an answer, up to the end of an event in its middle. */
const begun = (good: string) => good.slice(0, good.indexOf("\n\n", good.length / 4) + 2);

/** Writes for ever, as fast as the reader takes it. */
const endless =
  (code: number, start: string, chunk: string): Answer =>
  (response) => {
    response.writeHead(code, EVENTS).write(start);
    const more = () => {
      if (!response.destroyed) response.write(chunk, more);
    };
    more();
  };

const GOOD: Readonly<Record<string, Answer>> = {
  "line ends of two characters": events((good) => good.replaceAll("\n", "\r\n")),
  "line ends of old computers": events((good) => good.replaceAll("\n", "\r")),
  "comments between all events": events(
    (good) => `: WORKING\n\n${good.replaceAll("\n\n", "\n\n: ping\n\n")}`,
  ),
  "no line end behind its last event": events((good) => good.trimEnd()),
  "a mark of the byte order": events((good) => `\ufeff${good}`),
  "the wrong type": (response, good) => response.writeHead(200, { "content-type": "text/plain" }).end(good),
  "no type": (response, good) => response.writeHead(200).end(good),
  compression: events((good) => gzipSync(good), { "content-encoding": "gzip" }),
  "each byte for itself": async (response, good) => {
    response.writeHead(200, EVENTS);
    for (const byte of Buffer.from(good)) {
      response.write(Buffer.of(byte));
      await turn();
    }
    response.end();
  },
};

const LIMIT = { message: "Rate limit exceeded. Try again in 20s.", type: "rate_limit_error" };
const QUOTA = { message: "You exceeded your current quota.", type: "x", code: "insufficient_quota" };
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toUTCString();

const BAD: Readonly<Record<string, readonly [Answer, object]>> = {
  "an answer that is cut in an event": [
    events((good) => good.slice(0, good.length / 2)),
    { failureCause: "outage" },
  ],
  "an answer that ends between two events": [events(begun), { failureCause: "outage" }],
  "a connection that breaks in the answer": [
    (response, good) => void response.writeHead(200, EVENTS).write(begun(good), () => response.destroy()),
    { failureCause: "outage" },
  ],
  "compression that is cut": [
    events((good) => gzipSync(good).subarray(0, 100), { "content-encoding": "gzip" }),
    { failureCause: "outage" },
  ],
  "compression that is none": [
    events((good) => good, { "content-encoding": "gzip" }),
    { failureCause: "outage" },
  ],
  "nothing at all": [events(() => ""), { failureCause: "outage" }],
  "no content": [status(204, {}), { failureCause: "outage" }],
  "only the mark of the end": [events(() => "data: [DONE]\n\n"), { failureCause: "outage" }],
  "a page between events": [events((good) => `${begun(good)}data: ${PAGE}\n\n`), { failureCause: "outage" }],
  "a page of events": [events(() => PAGE), { class: "not_found" }],
  "a page of no type": [status(200, {}, `\n ${PAGE}`), { class: "not_found" }],
  "a page of plain text": [status(200, { "content-type": "text/plain" }, PAGE), { class: "not_found" }],
  "a page of JSON": [status(200, { "content-type": "application/json" }, PAGE), { class: "not_found" }],
  "JSON that is no answer": [json(200, { status: "ok" }), { class: "not_found" }],
  "a limit in an answer of 200": [
    json(200, { error: LIMIT }),
    { failureCause: "limit", retryAfterMs: 20_000, message: expect.stringContaining("Rate limit exceeded") },
  ],
  "a quota in the form of another provider": [
    events(
      (good) => `${good.slice(0, good.indexOf("\n\n"))}\n\ndata: ${JSON.stringify({ error: QUOTA })}\n\n`,
    ),
    { failureCause: "quota", message: expect.stringContaining("You exceeded your current quota") },
  ],
  "a page of a gateway": [status(502, { "content-type": "text/html" }, PAGE), { failureCause: "outage" }],
  "a gateway without a word": [status(502, {}), { failureCause: "outage" }],
  "a page with a limit": [
    status(429, { "content-type": "text/html", "retry-after": "7" }, PAGE),
    { failureCause: "limit", retryAfterMs: 7_000 },
  ],
  "a limit until a date": [
    (response) => response.writeHead(429, { "retry-after": IN_AN_HOUR() }).end(),
    { failureCause: "limit", retryAfterMs: expect.closeTo(3_600_000, -5) },
  ],
  "an overload": [
    json(529, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
    { failureCause: "outage", modelOnly: true },
  ],
  "a line without an end": [endless(200, "data: ", "x".repeat(1024 * 1024)), { failureCause: "outage" }],
  "JSON without an end": [endless(200, '{"a":"', "x".repeat(1024 * 1024)), { class: "not_found" }],
  "a refusal without an end": [
    endless(500, "upstream is on fire ", "x".repeat(1024 * 1024)),
    { failureCause: "outage" },
  ],
};

describe.each(MODEL_PROVIDERS)("a model of %s", (provider) => {
  it.each(Object.entries(GOOD))("reads an answer with %s", async (_name, answer) => {
    expect(await answered(provider, answer)).toEqual({ text: TEXT });
  });

  it.each(Object.entries(BAD))(
    "takes %s for a failure, with its cause",
    async (_name, [answer, expected]) => {
      const before = process.memoryUsage().arrayBuffers;
      const { failure, text } = await answered(provider, answer);
      expect(text).toBeUndefined();
      expect(failure).toMatchObject(expected);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300_000_000);
    },
  );

  it("gives up on a provider that sends signs of life and never a word", async () => {
    const url = await serve((response) => {
      response.writeHead(200, EVENTS);
      const beat = setInterval(() => response.write(": ping\n\n"), 20);
      response.on("close", () => clearInterval(beat));
    });
    const { failure } = await ask(provider, url, { idleTimeoutMs: 300 });
    expect(failure).toMatchObject({ failureCause: "stalled" });
  });
});
