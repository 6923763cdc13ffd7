/**
 * The daemon's side of the calls that agents on another machine make: each becomes a request to this daemon's own API,
 * with the token of its run, and passes all checks there. A worker chooses no caller, no host and no credential. What
 * the agent has not read of an answer is bounded, and is sent again in the next session.
 */
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { AppError } from "@tinyagi/contracts";
import type { WorkerHub } from "../engine/hub-shell.js";
import type { Answer, Call, CallNote } from "../messages.js";
import { headersOfAnswer, headersOfCall } from "./call-headers.js";
import type { RunApi } from "./run-api.js";

/** Calls of one worker at a time, and of one run. */
const OPEN_MAX = 256;
const OPEN_OF_RUN_MAX = 32;
/** Bytes of an answer that the agent has not read. */
const WINDOW_BYTES = 1024 * 1024;
/** Bytes of a whole answer. */
const ANSWER_MAX_BYTES = 64 * 1024 * 1024;
const PART_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

export interface CallAnswers {
  take(event: { kind: "call"; call: Call } | { kind: "callNote"; note: CallNote }): void;
  /** There may be another session: what was not read is sent again. */
  changed(): void;
  /** The run has ended, and its calls with it. */
  close(key: string): void;
}

export interface CallAnswersOptions {
  readonly hub: () => Pick<WorkerHub, "send" | "state">;
  /** Of an open run. Undefined: it has no access. */
  readonly apiOf: (key: string) => RunApi | undefined;
}

interface OpenCall {
  readonly id: { readonly key: string; readonly n: number };
  /** Parts that the agent has not read, from the number `first` on. */
  readonly parts: Answer[];
  first: number;
  unread: number;
  total: number;
  request?: ClientRequest;
  response?: IncomingMessage;
}

export function createCallAnswers({ hub, apiOf }: CallAnswersOptions): CallAnswers {
  const open = new Map<string, OpenCall>();
  let epoch = -1;

  function say(call: OpenCall, part: Omit<Answer, "kind" | "key" | "n" | "at">): void {
    const answer: Answer = { kind: "answer", ...call.id, at: call.first + call.parts.length, ...part };
    call.parts.push(answer);
    call.unread += answer.bytes.length;
    hub().send(answer);
  }

  function refuse(call: OpenCall, error: AppError): void {
    const body = JSON.stringify({ error: error.message, code: error.code });
    const headers = { "content-type": "application/json; charset=utf-8" };
    say(call, { head: { status: error.status, headers }, bytes: toBase64(Buffer.from(body)), last: "whole" });
  }

  function begin(message: Call): void {
    const { key, n } = message;
    const call: OpenCall = { id: { key, n }, parts: [], first: 0, unread: 0, total: 0 };
    const ofRun = [...open.values()].filter(({ id }) => id.key === key).length;
    open.set(toId(call.id), call);
    const api = apiOf(key);
    if (open.size > OPEN_MAX || ofRun >= OPEN_OF_RUN_MAX)
      refuse(call, new AppError("UNAVAILABLE", "Too many calls are open. Wait until some have ended."));
    else if (api === undefined)
      refuse(call, new AppError("FORBIDDEN", "This run has no access to the API. See server.agentAccess."));
    else ask(call, { message, api });
  }

  function ask(call: OpenCall, { message, api }: { message: Call; api: RunApi }): void {
    const sent = toRequest(message, api);
    if (sent === undefined) {
      refuse(call, new AppError("INVALID_INPUT", "The request has no form that is known here."));
      return;
    }
    call.request = sent;
    sent.on("response", (response) => pass(call, response));
    sent.on("error", () => {
      if (call.response === undefined && open.has(toId(call.id)))
        refuse(call, new AppError("UNAVAILABLE", "The daemon did not answer. Try again."));
    });
    sent.end(Buffer.from(message.body, "base64"));
  }

  function pass(call: OpenCall, response: IncomingMessage): void {
    call.response = response;
    let head: Answer["head"] = {
      status: response.statusCode ?? 500,
      headers: headersOfAnswer(response.headers),
    };
    const isOpen = () => open.get(toId(call.id)) === call;
    let hasEnded = false;
    const part = (bytes: Buffer, last?: Answer["last"]) => {
      if (hasEnded || !isOpen()) return;
      hasEnded = last !== undefined;
      say(call, { ...(head && { head }), bytes: toBase64(bytes), ...(last && { last }) });
      head = undefined;
    };
    // A short answer is one part, because its end comes in the same moment.
    let held: Buffer = NOTHING;
    const flush = () => {
      for (; held.length > 0; held = held.subarray(PART_BYTES)) part(held.subarray(0, PART_BYTES));
      if (call.unread > WINDOW_BYTES) response.pause();
    };
    response.on("data", (chunk: Buffer) => {
      call.total += chunk.length;
      if (call.total > ANSWER_MAX_BYTES) {
        response.destroy();
        return;
      }
      flush();
      held = chunk;
      setImmediate(flush);
    });
    response.on("end", () => {
      const last = held;
      held = NOTHING;
      part(last, "whole");
    });
    response.on("close", () => part(NOTHING, "broken"));
  }

  function note({ kind, key, n, ...more }: CallNote): void {
    const call = open.get(toId({ key, n }));
    if (call === undefined) return;
    if (kind === "hangUp") end(call);
    else if ("parts" in more) taken(call, more.parts);
  }

  function taken(call: OpenCall, upTo: number): void {
    const read = call.parts.splice(0, Math.max(0, upTo - call.first));
    call.first += read.length;
    call.unread -= read.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (read.at(-1)?.last !== undefined) end(call);
    else if (call.unread <= WINDOW_BYTES) call.response?.resume();
  }

  function end(call: OpenCall): void {
    open.delete(toId(call.id));
    call.request?.destroy();
  }

  return {
    take(event) {
      if (event.kind === "call") begin(event.call);
      else note(event.note);
    },
    changed() {
      const { session, epoch: current } = hub().state();
      if (session === null || current === epoch) return;
      epoch = current;
      for (const { parts } of open.values()) for (const part of parts) hub().send(part);
    },
    close(key) {
      for (const call of open.values()) if (call.id.key === key) end(call);
    },
  };
}

/** @returns undefined for what is no request */
function toRequest({ method, path, headers }: Call, { port, token }: RunApi): ClientRequest | undefined {
  if (!METHODS.has(method) || !path.startsWith("/")) return undefined;
  const own = { ...headersOfCall(headers), authorization: `Bearer ${token}`, host: `127.0.0.1:${port}` };
  try {
    return request({ host: "127.0.0.1", port, method, path, headers: own });
  } catch {
    // A path or a header that Node does not send.
    return undefined;
  }
}

function toId({ key, n }: { key: string; n: number }): string {
  return `${n} ${key}`;
}

function toBase64(bytes: Buffer): string {
  return bytes.toString("base64");
}
