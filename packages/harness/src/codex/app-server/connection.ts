/**
 * A `codex app-server` that stays open: each prompt is a turn of one thread. Its requests for permission are answered by a
 * person, and what nobody allowed is denied. Must be closed.
 */
import { HarnessError, type HarnessRequest } from "@tinyagi/contracts";
import type { Permit } from "../../api/permit.js";
import { type CliInvocation, cliStart, runCli } from "../../cli/cli-run.js";
import { MCP_SERVER } from "../../cli/mcp.js";
import type { ProgramConnection } from "../../live/connection.js";
import {
  type KeepProcess,
  type KeptProcess,
  PING_PATIENCE,
  REFRESH_PATIENCE,
} from "../../process/kept-contract.js";
import { isCodexSessionLost } from "../failure.js";
import { answerApproval } from "./approvals.js";
import { threadSchema } from "./messages.js";
import { noteLine, type RpcMessage, readMessage, requestLine } from "./rpc.js";
import { createServers, type Servers } from "./servers.js";
import { createTurnReader, type TurnReader } from "./turn-reader.js";

/** A server that needs longer than this to start does not keep a program from opening. */
const SERVERS_MAX_MS = 4_000;

const HELLO_ID = "tinyagi-hello";
const THREAD_ID = "tinyagi-thread";
/** Answered when codex has said which servers it starts, and when they have had their time. */
const SERVERS_ID = "tinyagi-servers";
const LATE_ID = "tinyagi-late";

/** The thread of a connection: a new one, or one to go on with. */
export interface ThreadStart {
  readonly sessionId: string | undefined;
  /** Parameters that `thread/start` and `thread/resume` have in common. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a connection needs. */
export interface CodexConnectionParts {
  readonly keepProcess: KeepProcess;
  /** How codex is started, and what all turns have in common. */
  readonly invocation: Omit<CliInvocation, "startProcess" | "stdin" | "parser">;
  readonly thread: ThreadStart;
  /** The parts of a prompt, in order. Asked when the thread has its id. */
  readonly inputOf: (request: HarnessRequest) => readonly object[];
  /** Asks a person. Absent: codex does not ask. */
  readonly permit?: Permit | undefined;
  /** Whether it has tools of TinyAGI. */
  readonly hasTools: boolean;
  readonly serversMaxMs?: number | undefined;
  readonly now: () => number;
}

interface State {
  readonly parts: CodexConnectionParts;
  readonly servers: Servers;
  threadId: string | undefined;
  /** Whether the thread has a turn. One without cannot be resumed: there is nothing of it yet. */
  hasTurn: boolean;
  /** Whether it has said which servers it starts. */
  named: boolean;
  /** Why it takes no prompts. */
  refusal: string | undefined;
  requests: number;
  /** The parts of the prompt that comes next, and the request that brings them. */
  next: { readonly startId: string; readonly input: () => readonly object[] } | undefined;
  reader: TurnReader | undefined;
  /** Answers to requests of this side in a turn. */
  readonly waiting: Map<string | number, (error: string | undefined) => void>;
}

/** Prepares a connection. The first prompt starts the process. */
export function openCodex(parts: CodexConnectionParts): ProgramConnection {
  const state: State = {
    parts,
    servers: createServers(),
    threadId: undefined,
    hasTurn: parts.thread.sessionId !== undefined,
    named: false,
    refusal: undefined,
    requests: 0,
    next: undefined,
    reader: undefined,
    waiting: new Map(),
  };
  const kept: KeptProcess = parts.keepProcess({
    hello: hello(parts.thread),
    isOpen: (line) => isOpen(state, line, kept),
    isForeign: isRefusedHello,
    toTurn: () => turnLine(state),
    beginsTurn: (line) => answerTo(line)?.id === state.next?.startId,
    interrupt: () => interruptLine(state),
  });
  return {
    prompt: (request, context) => prompt(state, kept, { request, context }),
    openAhead: (request) => kept.open(cliStart(parts.invocation, request)),
    steer: (text) => steer(state, kept, text),
    answers: () => ping(state, kept),
    refresh: async () => !parts.hasTools || refresh(state, kept),
    isUsable: kept.isUsable,
    wasOpen: kept.wasOpen,
    isForeign: kept.isForeign,
    sessionId: () => state.threadId,
    pid: kept.pid,
    close: kept.stop,
    ended: kept.ended,
  };
}

function hello({ sessionId, params }: ThreadStart): string {
  const client = { clientInfo: { name: "tinyagi", title: "TinyAGI", version: "1" }, capabilities: null };
  const thread =
    sessionId === undefined
      ? requestLine(THREAD_ID, "thread/start", params)
      : requestLine(THREAD_ID, "thread/resume", { ...params, threadId: sessionId, excludeTurns: true });
  return requestLine(HELLO_ID, "initialize", client) + noteLine("initialized") + thread;
}

/**
 * A codex that refuses what it is asked at its start is ended at once: waiting for more would not help. What it starts for
 * its servers is its own, so no turn begins before they have started. It names them after its thread.
 */
function isOpen(state: State, line: string, kept: Pick<KeptProcess, "write" | "stop">): boolean {
  const message = readMessage(line);
  state.servers.note(message);
  if (message?.kind === "answer") {
    if (message.id === LATE_ID) return true;
    if (message.id === SERVERS_ID) state.named = true;
    if (message.id === THREAD_ID || message.id === HELLO_ID) readOpening(state, message, kept);
  }
  return state.named && !state.servers.areStarting();
}

function readOpening(
  state: State,
  { id, result, error }: Extract<RpcMessage, { kind: "answer" }>,
  kept: Pick<KeptProcess, "write" | "stop">,
): void {
  if (id === HELLO_ID && error === undefined) return;
  const thread = threadSchema.safeParse(result);
  if (id === HELLO_ID || error !== undefined || !thread.success) {
    state.refusal = error ?? "codex did not name its thread";
    // One that refuses to be greeted is ended as a foreign one.
    if (id === THREAD_ID) void kept.stop();
    return;
  }
  state.threadId = thread.data.thread.id;
  kept.write(pingLine(SERVERS_ID));
  askLater(state, kept, LATE_ID);
}

function noteThread(state: State, { result }: Extract<RpcMessage, { kind: "answer" }>): void {
  const thread = threadSchema.safeParse(result);
  if (thread.success) state.threadId = thread.data.thread.id;
}

/** Its answer says that servers have had their time. */
function askLater({ parts }: State, { write }: Pick<KeptProcess, "write">, id: string): NodeJS.Timeout {
  return setTimeout(() => write(pingLine(id)), parts.serversMaxMs ?? SERVERS_MAX_MS).unref();
}

function isRefusedHello(line: string): boolean {
  const answer = answerTo(line);
  return answer?.id === HELLO_ID && answer.error !== undefined;
}

function answerTo(line: string) {
  const message = readMessage(line);
  return message?.kind === "answer" ? message : undefined;
}

function newId(state: State): string {
  state.requests += 1;
  return `tinyagi-${state.requests}`;
}

function turnLine({ threadId, next }: State): string {
  return next === undefined ? "" : requestLine(next.startId, "turn/start", { threadId, input: next.input() });
}

/** Without a turn that has a name, there is nothing to interrupt: the process is ended then. */
function interruptLine(state: State): string {
  const turnId = state.reader?.turnId();
  const { threadId } = state;
  return turnId === undefined ? "" : requestLine(newId(state), "turn/interrupt", { threadId, turnId });
}

async function prompt(
  state: State,
  kept: KeptProcess,
  { request, context }: { request: HarnessRequest; context: Parameters<ProgramConnection["prompt"]>[1] },
): ReturnType<ProgramConnection["prompt"]> {
  const { invocation, inputOf, permit, now } = state.parts;
  const startId = newId(state);
  state.hasTurn = true;
  state.next = { startId, input: () => inputOf(request) };
  const denied: string[] = [];
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const onDenied = (tool: string) => {
    if (!denied.includes(tool)) denied.push(tool);
    context.onEvent({ type: "permission.denied", tool });
  };
  const reader = createTurnReader(
    { startId, threadId: () => state.threadId ?? "" },
    {
      onRequest: (asked, itemOf) =>
        void answerApproval(asked, {
          itemOf,
          permit,
          signal,
          onDenied,
          say: kept.say,
          tell: (text) => void steer(state, kept, text),
        }),
      onAnswer: (id, error) => state.waiting.get(id)?.(error),
      denied: () => denied,
      now,
    },
  );
  state.reader = reader;
  try {
    return await runCli(
      { ...invocation, startProcess: kept.startTurn, parser: reader, stdin: "" },
      request,
      context,
    );
  } catch (error) {
    throw state.refusal === undefined ? error : refused(state.refusal);
  } finally {
    ended.abort();
    state.reader = undefined;
    for (const answered of [...state.waiting.values()]) answered("the turn has ended");
  }
}

/** No model was asked. A thread that is gone is a new one's reason to begin. */
function refused(reason: string): HarnessError {
  const sessionLost = isCodexSessionLost(reason);
  return new HarnessError(sessionLost ? "not_found" : "transient", reason, { sessionLost });
}

async function steer(state: State, kept: KeptProcess, text: string): Promise<"taken" | "too_late"> {
  const expectedTurnId = state.reader?.turnId();
  if (expectedTurnId === undefined) return "too_late";
  const id = newId(state);
  const { threadId } = state;
  const answered = new Promise<string | undefined>((resolve) => state.waiting.set(id, resolve));
  const line = requestLine(id, "turn/steer", { threadId, expectedTurnId, input: [textInput(text)] });
  const error = kept.say(line) ? await answered : "there is no turn";
  state.waiting.delete(id);
  return error === undefined ? "taken" : "too_late";
}

/** A text as a part of a prompt. */
export function textInput(text: string): object {
  return { type: "text", text, text_elements: [] };
}

function pingLine(id: string): string {
  return requestLine(id, "thread/loaded/list", {});
}

/** It also shows that the thread is still there. */
function ping(state: State, kept: KeptProcess): Promise<boolean> {
  const id = newId(state);
  const isAnswer = (line: string) => answerTo(line)?.id === id;
  return kept.ask(pingLine(id), { isAnswer, ...PING_PATIENCE });
}

/**
 * codex lists the tools of a server when it loads a thread: it loads this one again, or begins another one where this one is
 * new. An empty `config` makes it do so. All servers start anew with it; only that of TinyAGI must have.
 */
async function refresh(state: State, kept: KeptProcess): Promise<boolean> {
  const { threadId, hasTurn } = state;
  const { params } = state.parts.thread;
  const loading = newId(state);
  const servers = createServers();
  const lateId = newId(state);
  let late = false;
  // What another thread is called must be known before it gets a turn.
  let isNamed = hasTurn;
  const isAnswer = (line: string) => {
    const message = readMessage(line);
    servers.note(message);
    if (message?.kind === "answer") {
      if (message.id === loading && message.error !== undefined) return true;
      if (message.id === loading && !hasTurn) {
        noteThread(state, message);
        isNamed = true;
      }
      late ||= message.id === lateId;
    }
    const own = servers.statusOf(MCP_SERVER) ?? "starting";
    return isNamed && own !== "starting" && (late || !servers.areStarting());
  };
  const lines =
    requestLine(newId(state), "thread/unsubscribe", { threadId }) +
    (hasTurn
      ? requestLine(loading, "thread/resume", { config: {}, ...params, threadId, excludeTurns: true })
      : requestLine(loading, "thread/start", { config: {}, ...params }));
  const asking = askLater(state, kept, lateId);
  await kept.ask(lines, { isAnswer, ...REFRESH_PATIENCE });
  clearTimeout(asking);
  return servers.statusOf(MCP_SERVER) === "ready";
}
