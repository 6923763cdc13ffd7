/**
 * Turns the events of a harness into journal rows and live events. The journal writes of a run keep their order, and all
 * of them precede the commit of its result.
 */

import type { Failpoints } from "@tinyagi/base";
import { cutText, versionIn } from "@tinyagi/base";
import {
  type ContextUse,
  EVENT_FIELD_MAX_CHARS,
  type EventScope,
  type HarnessEvent,
  type QuotaWindow,
  type Usage,
} from "@tinyagi/contracts";
import { runScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { Payloads } from "../journal/payload.js";
import type { Claim } from "../queue/queue-contract.js";
import type { Store } from "../store/store.js";

/** Most journal rows of one run, so that a chatty agent cannot fill the disk. */
export const EVENTS_MAX = 2_000;
/** A CLI names its session once or twice; each change is a write, and the result names the last one again. */
export const SESSION_CHANGES_MAX = 100;
/** A provider says it with a call of its model; each is a write. */
const QUOTAS_MAX = 1_000;
/** Most characters of thinking kept of one run. Of what comes later, the journal has the time it took and no words. */
export const THOUGHT_CHARS_MAX = 64_000;

/** The process that a run got. */
export type StartedProcess = Extract<HarnessEvent, { type: "process.started" }>;

export interface RunEventContext {
  claim: Claim;
  agentName: string;
  replyToId: string;
  payloads: Payloads;
  onSession: (sessionId: string) => void;
  onProcess: (started: StartedProcess) => void;
  /** Called once at most. */
  onVersion: (version: string) => void;
  onUsage: (usage: Usage) => void;
  onQuota: (windows: readonly QuotaWindow[]) => void;
}

export interface RunEventSink {
  receive(event: HarnessEvent): void;
}

interface SinkOptions {
  store: Store;
  journal: Journal;
  failpoints: Failpoints;
  onLost: (error: unknown) => void;
}

/** One run, and how much of it was recorded. */
interface SinkParts extends SinkOptions {
  readonly run: RunEventContext;
  readonly agent: string;
  readonly scope: EventScope;
  readonly live: ReturnType<Payloads["live"]>;
  written: number;
  sessionChanges: number;
  quotas: number;
  thoughtRoom: number;
  /** Each turn says it again. */
  ready: boolean;
  worksWithoutEffort: boolean;
  version: string | undefined;
  /** Of the text that is shown. */
  end: number;
  /** How full the context is, and whether a write of it waits. */
  context: Partial<ContextUse>;
  contextWaits: boolean;
}

type EventOf<T extends HarnessEvent["type"]> = Extract<HarnessEvent, { type: T }>;

export function createRunEventSink(options: SinkOptions, run: RunEventContext): RunEventSink {
  const parts: SinkParts = {
    ...options,
    run,
    agent: run.claim.agent_id,
    scope: runScope(run.claim),
    live: run.payloads.live(),
    written: 0,
    sessionChanges: 0,
    quotas: 0,
    thoughtRoom: THOUGHT_CHARS_MAX,
    ready: false,
    worksWithoutEffort: false,
    version: undefined,
    end: 0,
    context: {},
    contextWaits: false,
  };
  return { receive: (event) => receive(parts, event) };
}

function receive(parts: SinkParts, event: HarnessEvent): void {
  const { run, journal, agent, scope } = parts;
  switch (event.type) {
    case "process.started":
      run.onProcess(event);
      break;
    case "process.ready": {
      const { startMs } = event;
      if (!parts.ready) record(parts, () => journal.append("run.ready", { agent, startMs }, scope));
      parts.ready = true;
      break;
    }
    case "version":
      identify(parts, event.version);
      break;
    case "session":
      parts.sessionChanges += 1;
      if (parts.sessionChanges <= SESSION_CHANGES_MAX) run.onSession(event.sessionId);
      break;
    case "text":
      parts.failpoints.hit("run.mid-stream");
      show(parts, event);
      break;
    case "thought":
      recordThought(parts, event);
      break;
    case "tool.started":
      recordToolStart(parts, event);
      break;
    case "tool.completed":
      recordToolEnd(parts, event);
      break;
    case "quota":
      parts.quotas += 1;
      if (parts.quotas <= QUOTAS_MAX) run.onQuota(event.windows);
      break;
    case "usage":
      run.onUsage(event.usage);
      break;
    case "model.completed": {
      const { type: _type, ...call } = event;
      record(parts, () => journal.append("run.model_completed", { agent, ...call }, scope));
      break;
    }
    case "background.ended": {
      const { count, commands } = event;
      const ended = { agent, count, commands: [...commands] };
      record(parts, () => journal.append("run.background_ended", ended, scope));
      break;
    }
    case "context": {
      const { type: _type, ...context } = event;
      recordContext(parts, context);
      break;
    }
    case "context.compacted": {
      const { type: _type, ...tokens } = event;
      const { tokensAfter } = tokens;
      recordContext(parts, tokensAfter === undefined ? {} : { tokens: tokensAfter });
      record(parts, () => journal.append("run.context_compacted", { agent, ...tokens }, scope));
      break;
    }
    case "effort.ignored":
      ignoreEffort(parts);
      break;
    case "permission.denied":
      record(parts, () => journal.append("run.permission_denied", { agent, tool: event.tool }, scope));
      break;
    default:
      // Retries and errors of the CLI do not matter until it ends.
      break;
  }
}

/** Each call of the model says it: one write holds what was said until it ran. */
function recordContext(parts: SinkParts, { tokens, window }: Partial<ContextUse>): void {
  const { store, run, onLost, context } = parts;
  const known = window ?? context.window;
  parts.context = {
    ...(tokens === undefined ? {} : { tokens }),
    ...(known === undefined ? {} : { window: known }),
  };
  if (parts.contextWaits) return;
  parts.contextWaits = true;
  const write = () => {
    parts.contextWaits = false;
    store.runs.contextKnown(run.claim.run_id, parts.context);
  };
  store.writeSoon(write).catch(onLost);
}

/** Said by each turn, and recorded once: then the run has no effort any more. */
function ignoreEffort(parts: SinkParts): void {
  if (parts.worksWithoutEffort) return;
  parts.worksWithoutEffort = true;
  const { store, journal, agent, scope, run } = parts;
  record(parts, () => {
    const effort = store.runs.withoutEffort(run.claim.run_id);
    if (effort !== undefined) journal.append("run.effort_ignored", { agent, effort }, scope);
  });
}

function recordThought(parts: SinkParts, { text: thought, durationMs }: EventOf<"thought">): void {
  const { journal, agent, scope, run } = parts;
  const prepared = parts.thoughtRoom > 0 ? run.payloads.prepare(thought) : undefined;
  const text = prepared === undefined ? undefined : cutText(prepared, parts.thoughtRoom);
  parts.thoughtRoom -= text?.length ?? 0;
  const said = {
    agent,
    ...(text === undefined ? {} : { text }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
  record(parts, () => journal.append("run.thought", said, scope));
}

function recordToolStart(parts: SinkParts, event: EventOf<"tool.started">): void {
  const { journal, agent, scope, run } = parts;
  const { name, callId } = event;
  const input = run.payloads.prepare(event.input);
  const started = {
    agent,
    name,
    ...(callId === undefined ? {} : { callId }),
    ...(input === undefined ? {} : { input }),
  };
  record(parts, () => journal.append("run.tool_started", started, scope));
}

function recordToolEnd(parts: SinkParts, event: EventOf<"tool.completed">): void {
  const { journal, agent, scope, run } = parts;
  const { name, callId, failed = false } = event;
  const output = run.payloads.prepare(event.output);
  const ended = {
    agent,
    name,
    failed,
    ...(callId === undefined ? {} : { callId }),
    ...(output === undefined ? {} : { output }),
  };
  record(parts, () => journal.append("run.tool_completed", ended, scope));
}

/** Each turn says it again. */
function identify(parts: SinkParts, said: string): void {
  if (parts.version !== undefined) return;
  parts.version = versionIn(said);
  if (parts.version !== undefined) parts.run.onVersion(parts.version);
}

function show(parts: SinkParts, { text: written, delta }: EventOf<"text">): void {
  const { journal, agent, scope, live, run } = parts;
  if (!delta) live.clear();
  const text = delta ? live.add(written) : written;
  if (delta && text === "") return;
  // The place of a piece is that in the text as it is shown. An event cuts what is longer than a piece.
  const shown = journal.redacted(text);
  const base = delta ? parts.end : 0;
  for (let at = 0; at === 0 || at < shown.length; at += EVENT_FIELD_MAX_CHARS) {
    const piece = shown.slice(at, at + EVENT_FIELD_MAX_CHARS);
    parts.end = base + at + piece.length;
    const told = {
      agent,
      agentName: run.agentName,
      text: piece,
      delta: delta || at > 0,
      messageId: run.replyToId,
      end: parts.end,
    };
    journal.publishLive("run.progressed", told, scope);
  }
}

function record(parts: SinkParts, append: () => void): void {
  const { store, onLost } = parts;
  parts.written += 1;
  if (parts.written <= EVENTS_MAX) store.writeSoon(append).catch(onLost);
  else if (parts.written === EVENTS_MAX + 1)
    onLost(new Error(`A run recorded ${EVENTS_MAX} events; the rest of its events is left out.`));
}
