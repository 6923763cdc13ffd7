/**
 * A model provider on 127.0.0.1: Anthropic Messages, OpenAI Responses and Chat Completions, and the Gemini API in one server.
 * Guarantees: every request is recorded with its start and end; side requests of the CLIs never reach the
 * script; `close()` ends every connection, including stalled ones. It must never listen on another interface.
 */
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { anthropicError, isAnthropicSide, parseAnthropic, renderAnthropic } from "./anthropic.js";
import { openaiError, parseChat, renderChat } from "./chat.js";
import { geminiError, isGeminiSide, parseGemini, renderGemini } from "./gemini.js";
import { parseResponses, renderResponses } from "./responses.js";
import { sendEvents, sendJson, waited } from "./sending.js";
import type {
  MockApi,
  MockError,
  MockReply,
  MockScript,
  ParsedBody,
  RecordedRequest,
  RenderContext,
  RenderedReply,
} from "./types.js";
import { lastUserText } from "./values.js";

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
const MAX_RECORDED_REQUESTS = 50_000;
const SIDE_TEXT = "ok";
/** Gemini CLI asks again for what is not JSON. */
const GEMINI_SIDE_TEXT = "{}";
const MODELS = ["mock-large", "mock-small"];

/** Settings of {@link createMockModelServer}. */
export interface MockModelServerOptions {
  readonly script: MockScript;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Clock of the records, milliseconds; default `Date.now`. */
  readonly now?: () => number;
}

/** A running mock provider. */
export interface MockModelServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`: the value of `ANTHROPIC_BASE_URL` and of `GOOGLE_GEMINI_BASE_URL`. */
  readonly url: string;
  /** `<url>/v1`: the base URL of the OpenAI formats. */
  readonly openaiUrl: string;
  readonly port: number;
  /** All requests in the order of their arrival, side requests included. */
  readonly requests: readonly RecordedRequest[];
  /** The requests that the script answered. */
  readonly turns: () => readonly RecordedRequest[];
  /** Replaces the script from the next request on. */
  readonly setScript: (script: MockScript) => void;
  readonly close: () => Promise<void>;
}

interface Dialect {
  readonly parse: (raw: unknown, path: string) => ParsedBody;
  readonly render: (reply: MockReply, context: RenderContext) => RenderedReply;
  readonly error: (error: MockError) => unknown;
  readonly isSide: (raw: unknown) => boolean;
}

const DIALECTS: Readonly<Record<MockApi, Dialect>> = {
  anthropic: {
    parse: parseAnthropic,
    render: renderAnthropic,
    error: anthropicError,
    isSide: isAnthropicSide,
  },
  responses: {
    parse: parseResponses,
    render: renderResponses,
    error: openaiError,
    isSide: () => false,
  },
  chat: { parse: parseChat, render: renderChat, error: openaiError, isSide: () => false },
  gemini: { parse: parseGemini, render: renderGemini, error: geminiError, isSide: isGeminiSide },
};

interface ServerState {
  script: MockScript;
  readonly requests: RecordedRequest[];
  readonly now: () => number;
  readonly nextId: (prefix: string) => string;
  readonly closing: AbortController;
}

/**
 * Starts a mock provider.
 *
 * @param options - The script, and where to listen.
 * @throws When the port is taken.
 */
export async function createMockModelServer(options: MockModelServerOptions): Promise<MockModelServer> {
  let ids = 0;
  const state: ServerState = {
    script: options.script,
    requests: [],
    now: options.now ?? Date.now,
    nextId: (prefix) => {
      ids += 1;
      return `${prefix}_${ids}`;
    },
    closing: new AbortController(),
  };
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  addRoutes(app, state);
  await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  const port = (app.server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    state.closing.abort();
    await app.close();
  };
  return {
    url,
    openaiUrl: `${url}/v1`,
    port,
    requests: state.requests,
    turns: () => state.requests.filter((request) => !request.side),
    setScript: (script) => {
      state.script = script;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function addRoutes(app: FastifyInstance, state: ServerState): void {
  const post = (path: string, api: MockApi) =>
    app.post(path, (request, reply) => answer(api, { request, reply, state }));
  post("/v1/messages", "anthropic");
  post("/v1/responses", "responses");
  post("/v1/chat/completions", "chat");
  post("/v1beta/models/*", "gemini");
  app.post("/v1/messages/count_tokens", (request) => {
    const entry = remember("anthropic", { request, state, side: true });
    finish(entry, { state, status: 200 });
    return { input_tokens: Math.ceil(JSON.stringify(request.body ?? "").length / 4) };
  });
  app.get("/v1/models", (request) => {
    finish(remember("chat", { request, state, side: true }), { state, status: 200 });
    const data = MODELS.map((id) => ({
      id,
      object: "model",
      type: "model",
      display_name: id,
      owned_by: "mock",
    }));
    return { object: "list", data, models: [], has_more: false };
  });
  app.setNotFoundHandler((request, reply) => {
    // Includes the HEAD and telemetry probes of the CLIs: recorded, so that a test can see what they tried.
    const status = request.method === "HEAD" ? 200 : 404;
    finish(remember("anthropic", { request, state, side: true }), { state, status });
    return reply
      .code(status)
      .send({ error: { message: "the mock has no such path", type: "not_found_error" } });
  });
}

function remember(
  api: MockApi,
  { request, state, side }: { request: FastifyRequest; state: ServerState; side: boolean },
): RecordedRequest {
  const parsed = DIALECTS[api].parse(request.body, request.url);
  const entry: RecordedRequest = {
    ...parsed,
    api,
    method: request.method,
    path: request.url,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value ?? "")]),
    ),
    raw: request.body,
    lastUserText: lastUserText(parsed.messages),
    turn: parsed.messages.filter((message) => message.role === "assistant").length,
    side,
    startedAt: state.now(),
    endedAt: undefined,
    status: undefined,
    aborted: false,
  };
  state.requests.push(entry);
  if (state.requests.length > MAX_RECORDED_REQUESTS) state.requests.shift();
  return entry;
}

function finish(
  entry: RecordedRequest,
  { state, status, aborted = false }: { state: ServerState; status: number; aborted?: boolean },
): void {
  entry.endedAt ??= state.now();
  entry.status ??= status;
  entry.aborted = aborted;
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly state: ServerState;
}

async function answer(api: MockApi, { request, reply, state }: Exchange): Promise<void> {
  const dialect = DIALECTS[api];
  const entry = remember(api, { request, state, side: dialect.isSide(request.body) });
  reply.hijack();
  const response = reply.raw;
  const gone = new AbortController();
  response.on("close", () => {
    gone.abort();
    finish(entry, { state, status: response.statusCode, aborted: !response.writableFinished });
  });
  const signal = AbortSignal.any([gone.signal, state.closing.signal]);
  const said = await ask(entry, state);
  if (!(await waited(said.delayMs, signal))) return;
  if (said.error) {
    response.writeHead(said.error.status, errorHeaders(said.error));
    response.end(JSON.stringify(dialect.error(said.error)));
    return;
  }
  const rendered = dialect.render(said, { request: entry, nextId: state.nextId });
  if (entry.stream) {
    await sendEvents(response, said, { events: rendered.events, signal });
  } else {
    await sendJson(response, said, rendered);
  }
}

/** A script that throws answers 400, which no client retries, so that the mistake shows in the test at once. */
async function ask(entry: RecordedRequest, state: ServerState): Promise<MockReply> {
  if (entry.side) return { text: entry.api === "gemini" ? GEMINI_SIDE_TEXT : SIDE_TEXT };
  try {
    return await state.script(entry);
  } catch (error) {
    return { error: { status: 400, message: `mock script failed: ${String(error)}` } };
  }
}

function errorHeaders(error: MockError): Record<string, string> {
  const head = { "content-type": "application/json", "request-id": "req_mock" };
  return error.retryAfterSeconds === undefined
    ? head
    : { ...head, "retry-after": String(error.retryAfterSeconds) };
}
