/**
 * One call of an agent on another machine, as this daemon carries it out: a request to its own API, with the token of the
 * run, and an answer in numbered parts. A part is kept until the agent has read it, and nothing is read from the API while
 * too much waits.
 */
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { AppError } from "@tinyagi/contracts";
import type { Answer, Call } from "../messages.js";
import { headersOfAnswer, headersOfCall } from "./call-headers.js";
import type { RunApi } from "./run-api.js";

/** Bytes of an answer that the agent has not read. */
const WINDOW_BYTES = 1024 * 1024;
/** Bytes of a whole answer. */
const ANSWER_MAX_BYTES = 64 * 1024 * 1024;
const PART_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

export type CallId = Pick<Call, "key" | "n">;
type Part = Omit<Answer, "kind" | "key" | "n" | "at">;

export interface OpenCall {
  ask(message: Call, api: RunApi): void;
  refuse(error: AppError): void;
  /** The agent has read the first `upTo` parts. */
  taken(upTo: number): void;
  /** Sends again what was not read. */
  resend(): void;
  /** Nobody waits for the rest. */
  close(): void;
}

interface Progress {
  /** Parts that the agent has not read, from the number `first` on. */
  readonly parts: Answer[];
  first: number;
  unread: number;
  isOpen: boolean;
  request?: ClientRequest;
  response?: IncomingMessage;
}

/** @param onRead the agent has the whole answer */
export function createOpenCall(
  id: CallId,
  { send, onRead }: { send: (answer: Answer) => void; onRead: () => void },
): OpenCall {
  const call: Progress = { parts: [], first: 0, unread: 0, isOpen: true };

  function say(part: Part): void {
    if (!call.isOpen) return;
    const answer: Answer = { kind: "answer", ...id, at: call.first + call.parts.length, ...part };
    call.parts.push(answer);
    call.unread += answer.bytes.length;
    send(answer);
  }

  return {
    ask(message, api) {
      const sent = toRequest(message, api);
      if (sent === undefined) {
        say(refusal(new AppError("INVALID_INPUT", "The request has no form that is known here.")));
        return;
      }
      call.request = sent;
      sent.on("response", (response) => {
        call.response = response;
        passOn(response, { say, isFull: () => call.unread > WINDOW_BYTES });
      });
      sent.on("error", () => {
        if (call.response === undefined)
          say(refusal(new AppError("UNAVAILABLE", "The daemon did not answer. Try again.")));
      });
      sent.end(Buffer.from(message.body, "base64"));
    },
    refuse: (error) => say(refusal(error)),
    taken(upTo) {
      const read = call.parts.splice(0, Math.max(0, upTo - call.first));
      call.first += read.length;
      call.unread -= read.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (read.at(-1)?.last !== undefined) onRead();
      else if (call.unread <= WINDOW_BYTES) call.response?.resume();
    },
    resend() {
      for (const part of call.parts) send(part);
    },
    close() {
      call.isOpen = false;
      call.request?.destroy();
    },
  };
}

/** The whole answer to a call that is not carried out. */
export function refusal({ status, code, message }: AppError): Part {
  const headers = { "content-type": "application/json; charset=utf-8" };
  const body = Buffer.from(JSON.stringify({ error: message, code }));
  return { head: { status, headers }, bytes: toBase64(body), last: "whole" };
}

/** Says the answer of the API in parts, each when it comes. The last one says whether something is missing. */
function passOn(
  response: IncomingMessage,
  { say, isFull }: { say: (part: Part) => void; isFull: () => boolean },
): void {
  let head: Answer["head"] = {
    status: response.statusCode ?? 500,
    headers: headersOfAnswer(response.headers),
  };
  let total = 0;
  let hasEnded = false;
  const part = (bytes: Buffer, last?: Answer["last"]) => {
    if (hasEnded) return;
    hasEnded = last !== undefined;
    say({ ...(head && { head }), bytes: toBase64(bytes), ...(last && { last }) });
    head = undefined;
  };
  // A short answer is one part, because its end comes in the same moment.
  let held: Buffer = NOTHING;
  const flush = () => {
    for (; held.length > 0; held = held.subarray(PART_BYTES)) part(held.subarray(0, PART_BYTES));
    if (isFull()) response.pause();
  };
  response.on("data", (chunk: Buffer) => {
    total += chunk.length;
    if (total > ANSWER_MAX_BYTES) {
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

function toBase64(bytes: Buffer): string {
  return bytes.toString("base64");
}
