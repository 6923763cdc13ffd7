/**
 * A `codex app-server` that stays open: each prompt is a turn of one thread. Its requests for permission are answered by a
 * person, and what nobody allowed is denied. Must be closed.
 */
import { HarnessError, type HarnessRequest } from "@tinyagi/contracts";
import type { Permit } from "../../api/permit.js";
import { type CliInvocation, runCli } from "../../cli/cli-run.js";
import { MCP_SERVER } from "../../cli/mcp.js";
import type { Connection } from "../../live/connection.js";
import type { KeepProcess, KeptProcess } from "../../process/kept-contract.js";
import { isCodexSessionLost } from "../failure.js";
import { answerApproval } from "./approvals.js";
import { serverStatusSchema, threadSchema } from "./messages.js";
import { noteLine, readMessage, requestLine } from "./rpc.js";
import { createTurnReader, type TurnReader } from "./turn-reader.js";

/** A process that needs longer for one line is busy with something else, or stopped. */
const PING_MAX_MS = 250;
/** A few requests to the daemon, on a busy machine. */
const REFRESH_MAX_MS = 10_000;

const HELLO_ID = "tinyagi-hello";
const THREAD_ID = "tinyagi-thread";

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
  readonly now: () => number;
}

interface State {
  readonly parts: CodexConnectionParts;
  threadId: string | undefined;
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
export function openCodex(parts: CodexConnectionParts): Connection {
  const state: State = {
    parts,
    threadId: undefined,
    refusal: undefined,
    requests: 0,
    next: undefined,
    reader: undefined,
    waiting: new Map(),
  };
  const kept: KeptProcess = parts.keepProcess({
    hello: hello(parts.thread),
    isOpen: (line) => isOpen(state, line, () => void kept.stop()),
    isForeign: isRefusedHello,
    toTurn: () => turnLine(state),
    beginsTurn: (line) => answerTo(line)?.id === state.next?.startId,
    interrupt: () => interruptLine(state),
  });
  return {
    prompt: (request, context) => prompt(state, kept, { request, context }),
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

/** A codex that refuses what it is asked at its start is ended at once: waiting for more would not help. */
function isOpen(state: State, line: string, end: () => void): boolean {
  const answer = answerTo(line);
  if (answer === undefined || (answer.id !== THREAD_ID && answer.id !== HELLO_ID)) return false;
  const thread = threadSchema.safeParse(answer.result);
  if (answer.id === THREAD_ID && answer.error === undefined && thread.success) {
    state.threadId = thread.data.thread.id;
    return true;
  }
  if (answer.id === HELLO_ID && answer.error === undefined) return false;
  state.refusal = answer.error ?? "codex did not name its thread";
  // One that refuses to be greeted is ended as a foreign one.
  if (answer.id === THREAD_ID) end();
  return false;
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
  { request, context }: { request: HarnessRequest; context: Parameters<Connection["prompt"]>[1] },
): ReturnType<Connection["prompt"]> {
  const { invocation, inputOf, permit, now } = state.parts;
  const startId = newId(state);
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

/** It also shows that the thread is still there. */
function ping(state: State, kept: KeptProcess): Promise<boolean> {
  const id = newId(state);
  const isAnswer = (line: string) => answerTo(line)?.id === id;
  return kept.ask(requestLine(id, "thread/loaded/list", {}), { isAnswer, withinMs: PING_MAX_MS });
}

/** codex lists the tools of a server when it loads a thread: it loads this one again. An empty `config` makes it do so. */
async function refresh(state: State, kept: KeptProcess): Promise<boolean> {
  const { threadId } = state;
  const { params } = state.parts.thread;
  const resuming = newId(state);
  let listed = false;
  const isAnswer = (line: string) => {
    const message = readMessage(line);
    if (message?.kind === "answer") return message.id === resuming && message.error !== undefined;
    if (message?.kind !== "note" || message.method !== "mcpServer/startupStatus/updated") return false;
    const server = serverStatusSchema.safeParse(message.params);
    if (!server.success || server.data.name !== MCP_SERVER || server.data.status === "starting") return false;
    listed = server.data.status === "ready";
    return true;
  };
  const lines =
    requestLine(newId(state), "thread/unsubscribe", { threadId }) +
    requestLine(resuming, "thread/resume", { config: {}, ...params, threadId, excludeTurns: true });
  return (await kept.ask(lines, { isAnswer, withinMs: REFRESH_MAX_MS })) && listed;
}
