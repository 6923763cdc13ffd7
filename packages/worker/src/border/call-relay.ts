/**
 * The worker's side of the API: answers the agents of this machine what the daemon answers. It knows a run by a token
 * that it made itself, forwards nothing of anybody else, and holds no credential of the daemon. An answer waits for the
 * agent that reads it.
 */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "@tinyagi/contracts";
import type { WorkerLink } from "../engine/link-shell.js";
import type { Answer } from "../messages.js";
import { headersOfCall } from "./call-headers.js";

/** The greatest body of a route, and a little more for what is around it. */
const BODY_MAX_BYTES = 9 * 1024 * 1024;
const OPEN_OF_RUN_MAX = 32;
const PATH_MAX_CHARS = 16_384;
const BEARER = "bearer ";
const TOKEN_BYTES = 32;
/** As the daemon's own tokens of runs, so that they are left out of logs and transcripts alike. */
const PREFIX = "tagr_";

export interface CallRelay {
  /** Serves one request of an agent. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void;
  /** Lets a live run call. */
  open(key: string): { readonly token: string; close(): void };
  /** What the link has of the daemon's answers. */
  take(answer: Answer): void;
  /** Another daemon answers: whether the calls that wait were carried out, nobody knows. */
  lose(): void;
}

interface Waiting {
  readonly response: ServerResponse;
  /** Number of the part that comes next. */
  next: number;
}

interface Caller {
  readonly key: string;
  readonly waiting: Map<number, Waiting>;
  /** Calls whose body is read yet. They count from their first byte: each may fill memory. */
  reading: number;
}

export function createCallRelay(link: () => Pick<WorkerLink, "call" | "say">): CallRelay {
  const callers = new Map<string, Caller>();
  const byKey = new Map<string, Caller>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = readToken(request.headers.authorization);
    const caller = token === undefined ? undefined : callers.get(digest(token));
    if (caller === undefined) throw new AppError("UNAUTHORIZED", "Only a run that works may call.");
    if (caller.waiting.size + caller.reading >= OPEN_OF_RUN_MAX)
      throw new AppError("UNAVAILABLE", "Too many calls are open. Wait until some have ended.");
    const path = request.url ?? "";
    if (path.length > PATH_MAX_CHARS) throw new AppError("INVALID_INPUT", "The address is too long.");
    const body = await readOf(caller, request);
    if (byKey.get(caller.key) !== caller) throw new AppError("UNAUTHORIZED", "The run has ended.");
    const n = link().call({
      key: caller.key,
      method: request.method ?? "",
      path,
      headers: headersOfCall(request.headers),
      body: body.toString("base64"),
    });
    if (n === undefined) throw new AppError("UNAUTHORIZED", "The run has ended.");
    caller.waiting.set(n, { response, next: 0 });
    response.on("close", () => {
      if (!caller.waiting.delete(n)) return;
      if (byKey.get(caller.key) === caller) link().say({ kind: "hangUp", key: caller.key, n });
    });
  }

  return {
    serve(request, response) {
      serve(request, response).catch((error: unknown) => refuse(response, error));
    },
    open(key) {
      const token = PREFIX + randomBytes(TOKEN_BYTES).toString("base64url");
      const caller: Caller = { key, waiting: new Map(), reading: 0 };
      callers.set(digest(token), caller);
      byKey.set(key, caller);
      return {
        token,
        close() {
          callers.delete(digest(token));
          if (byKey.get(key) === caller) byKey.delete(key);
          for (const { response } of caller.waiting.values()) response.destroy();
          caller.waiting.clear();
        },
      };
    },
    take(answer) {
      const caller = byKey.get(answer.key);
      const waiting = caller?.waiting.get(answer.n);
      // What comes again, or what nobody waits for any more.
      if (caller === undefined || waiting === undefined || answer.at !== waiting.next) return;
      waiting.next += 1;
      if (answer.last !== undefined) caller.waiting.delete(answer.n);
      const { key, n, at } = answer;
      const taken = () => {
        if (byKey.get(key) === caller) link().say({ kind: "taken", key, n, parts: at + 1 });
      };
      write(waiting.response, answer, taken);
    },
    lose() {
      for (const { waiting } of callers.values()) {
        const lost = [...waiting.values()];
        waiting.clear();
        for (const { response } of lost)
          refuse(
            response,
            new AppError(
              "UNAVAILABLE",
              "The daemon was restarted before it answered. Check whether the call was carried out before you repeat it.",
            ),
          );
      }
    },
  };
}

/** @param taken called when the agent has it, or never will */
function write(response: ServerResponse, { head, bytes, last }: Answer, taken: () => void): void {
  const chunk = Buffer.from(bytes, "base64");
  if (last === "broken") {
    response.destroy();
    taken();
    return;
  }
  if (head !== undefined) response.writeHead(head.status, head.headers);
  if (last === "whole") response.end(chunk, taken);
  else if (chunk.length > 0) response.write(chunk, taken);
  else {
    response.flushHeaders();
    taken();
  }
}

function readToken(header: string | undefined): string | undefined {
  if (header?.slice(0, BEARER.length).toLowerCase() !== BEARER) return undefined;
  return header.slice(BEARER.length).trim();
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

async function readOf(caller: Caller, request: IncomingMessage): Promise<Buffer> {
  caller.reading += 1;
  try {
    return await readBody(request);
  } finally {
    caller.reading -= 1;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_MAX_BYTES) throw new AppError("PAYLOAD_TOO_LARGE", "The request is too long. Send less.");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, code, message } =
    error instanceof AppError ? error : new AppError("INTERNAL", "The worker could not pass the call on.");
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", connection: "close" });
  response.end(JSON.stringify({ error: message, code }));
}
