/**
 * An endpoint for transcriptions with OpenAI's API on 127.0.0.1. It reads the multipart body as a real one does, and refuses what
 * a real one refuses: another path, a missing key, a missing field. Guarantees: each request is recorded with its fields;
 * `close()` ends every connection.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request, as it was read. */
export interface TranscriptionRequest {
  readonly model: string;
  readonly language: string | undefined;
  readonly key: string | undefined;
  readonly fileName: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** What to answer. `cut`: the connection ends without an answer. `stall`: no answer comes. */
export type TranscriptionAnswer =
  | { readonly text: string; readonly seconds?: number }
  | { readonly status: number; readonly body?: string; readonly retryAfterSeconds?: number }
  | "cut"
  | "stall";

/** Settings of {@link createFakeTranscription}. */
export interface FakeTranscriptionOptions {
  /** The key that it takes. Default: any, and none. */
  readonly key?: string;
  readonly answer?: (request: TranscriptionRequest, count: number) => TranscriptionAnswer;
}

/** A running endpoint. */
export interface FakeTranscription extends AsyncDisposable {
  /** For `speech.transcription.base_url`. */
  readonly url: string;
  /** Requests that were read wholly, in their order. */
  readonly requests: readonly TranscriptionRequest[];
  readonly setAnswer: (answer: (request: TranscriptionRequest, count: number) => TranscriptionAnswer) => void;
  readonly close: () => Promise<void>;
}

const PATH = "/v1/audio/transcriptions";
const BODY_MAX_BYTES = 32 * 1024 * 1024;

/** Starts an endpoint on a free port. */
export async function createFakeTranscription(
  options: FakeTranscriptionOptions = {},
): Promise<FakeTranscription> {
  const requests: TranscriptionRequest[] = [];
  let answer = options.answer ?? (() => ({ text: "hello from the recording" }));
  const server = createServer((request, response) => {
    void take(request, response).catch(() => response.destroy());
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const problem = findProblem(request, options.key);
    if (problem !== undefined) {
      request.resume();
      return fail(response, problem);
    }
    const read = await readRequest(request);
    if (read === undefined) return fail(response, 400);
    requests.push(read);
    send(response, answer(read, requests.length));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    setAnswer: (next) => {
      answer = next;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function findProblem({ method, url, headers }: IncomingMessage, key: string | undefined): number | undefined {
  if (method !== "POST" || url !== PATH) return 404;
  if (key !== undefined && headers.authorization !== `Bearer ${key}`) return 401;
  return headers["content-type"]?.startsWith("multipart/form-data; boundary=") === true ? undefined : 415;
}

async function readRequest(request: IncomingMessage): Promise<TranscriptionRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  const type = request.headers["content-type"] ?? "";
  const form = await new Response(Buffer.concat(chunks), { headers: { "content-type": type } })
    .formData()
    .catch(() => undefined);
  const file = form?.get("file");
  const model = form?.get("model");
  if (form === undefined || !(file instanceof File) || typeof model !== "string") return undefined;
  const language = form.get("language");
  return {
    model,
    language: typeof language === "string" ? language : undefined,
    key: request.headers.authorization?.slice("Bearer ".length),
    fileName: file.name,
    type: file.type,
    bytes: Buffer.from(await file.arrayBuffer()),
  };
}

function send(response: ServerResponse, answer: TranscriptionAnswer): void {
  if (answer === "stall") return;
  if (answer === "cut") response.destroy();
  else if ("status" in answer) {
    const { status, body, retryAfterSeconds } = answer;
    if (retryAfterSeconds !== undefined) response.setHeader("retry-after", String(retryAfterSeconds));
    fail(response, status, body);
  } else {
    const { text, seconds } = answer;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ text, ...(seconds === undefined ? {} : { usage: { type: "duration", seconds } }) }),
    );
  }
}

function fail(response: ServerResponse, status: number, body?: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body ?? JSON.stringify({ error: { message: `fake status ${status}` } }));
}
