/**
 * Reads one turn of a program that speaks ACP. Must never throw. What was said after the last call of a tool is the answer.
 * Every text is bounded, whatever the program sends.
 */

import {
  failureWith,
  HarnessError,
  type HarnessEvent,
  type HarnessResult,
  type Usage,
} from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import { DENIED_TOOLS_MAX, type OutputParser } from "../cli/cli-run.js";
import { compact, type JsonObject, toList, toObject, toText } from "../cli/json-line.js";
import { createTextTail } from "../cli/text-tail.js";
import { cutNote } from "../cut-note.js";
import { boundInput, createOpenCalls, type OpenCalls } from "./open-calls.js";
import { toDiffs } from "./permission.js";
import type { OpenSession } from "./session.js";
import { contextIn, sessionCost, usageOf } from "./usage.js";

const ANSWER_MAX_CHARS = 16 * 1024 * 1024;
const TOOL_OUTPUT_MAX_CHARS = 64 * 1024;
const THOUGHT_MAX_CHARS = 64 * 1024;
const INPUT_MAX_CHARS = 64 * 1024;
const PLAN_MAX_ENTRIES = 200;
const ENTRY_MAX_CHARS = 1_000;

/** What all turns of one session have in common. */
export interface AcpSpent {
  /** US dollars of the session so far. */
  usd: number;
}

export interface AcpTurn extends OutputParser {
  /** Takes an update of the session. */
  readonly update: (update: JsonObject) => void;
  /** A call of a tool as it was reported, for a question about it. */
  readonly callOf: (id: string) => JsonObject;
  readonly deny: (tool: string) => void;
  /** What was read so far is not of this turn. */
  readonly forget: () => void;
  /** The turn is over: the answer to its prompt, or why there is none. */
  readonly end: (ending: JsonObject | HarnessError) => void;
  /** It says each time what the session works without. */
  readonly setSession: (session: OpenSession) => void;
}

interface State {
  readonly pass: (line: string) => void;
  readonly spent: AcpSpent;
  emit: (events: readonly HarnessEvent[]) => void;
  sessionId: string | undefined;
  said: string;
  messageId: string | undefined;
  thought: string;
  readonly partial: ReturnType<typeof createTextTail>;
  readonly calls: OpenCalls;
  readonly denied: Set<string>;
  usd: number | undefined;
  usage: Usage | undefined;
  ending: JsonObject | HarnessError | undefined;
}

/** @param pass takes each line: what it means comes back by `update` and `end` */
export function createAcpTurn(pass: (line: string) => void, spent: AcpSpent): AcpTurn {
  const state: State = {
    pass,
    spent,
    emit: () => {},
    sessionId: undefined,
    said: "",
    messageId: undefined,
    thought: "",
    partial: createTextTail(),
    calls: createOpenCalls(),
    denied: new Set(),
    usd: undefined,
    usage: undefined,
    ending: undefined,
  };
  return {
    push(line) {
      pass(line);
      return [];
    },
    attach(later) {
      state.emit = later;
    },
    isComplete: () => state.ending !== undefined,
    conclude: () => conclude(state),
    trouble: () => "",
    partialText: () => [state.partial.text(), state.said].filter((text) => text !== "").join("\n"),
    update(update) {
      if (state.ending === undefined) state.emit(readUpdate(state, update));
    },
    callOf: (id) => state.calls.get(id) ?? {},
    deny(tool) {
      if (state.denied.has(tool) || state.denied.size >= DENIED_TOOLS_MAX) return;
      state.denied.add(tool);
      state.emit([{ type: "permission.denied", tool }]);
    },
    forget() {
      state.said = "";
      state.thought = "";
      state.calls.clear();
    },
    end(ending) {
      if (state.ending !== undefined) return;
      state.ending = ending;
      const usage = turnUsage(state, ending);
      state.usage = usage;
      // Here, because a turn that was interrupted is never concluded.
      state.spent.usd = state.usd ?? state.spent.usd;
      const used: HarnessEvent[] = usage === undefined ? [] : [{ type: "usage", usage }];
      state.emit([...endThought(state), ...used]);
    },
    setSession({ sessionId, ignoresEffort }) {
      state.sessionId = sessionId;
      const left: HarnessEvent[] = ignoresEffort ? [{ type: "effort.ignored" }] : [];
      state.emit([{ type: "session", sessionId }, ...left]);
    },
  };
}

function readUpdate(state: State, update: JsonObject): HarnessEvent[] {
  switch (update.sessionUpdate) {
    case "agent_message_chunk":
      return [...endThought(state), ...readText(state, update)];
    case "agent_thought_chunk": {
      const text = toText(toObject(update.content)?.text) ?? "";
      if (state.thought.length < THOUGHT_MAX_CHARS)
        state.thought = (state.thought + text).slice(0, THOUGHT_MAX_CHARS);
      return [];
    }
    case "tool_call":
    case "tool_call_update":
      return [...endThought(state), ...readCall(state, update)];
    case "plan":
      return [...endThought(state), ...readPlan(update)];
    case "usage_update":
      state.usd = sessionCost(update) ?? state.usd;
      return readContext(update);
    default:
      return [];
  }
}

function readContext(update: JsonObject): HarnessEvent[] {
  const context = contextIn(update);
  return context === undefined ? [] : [{ type: "context", ...context }];
}

function readText(state: State, update: JsonObject): HarnessEvent[] {
  const text = toText(toObject(update.content)?.text) ?? "";
  if (text === "") return [];
  const messageId = toText(update.messageId);
  if (state.said !== "" && messageId !== state.messageId) state.said += "\n\n";
  state.messageId = messageId;
  if (state.said.length < ANSWER_MAX_CHARS) state.said += text;
  return [{ type: "text", text, delta: true }];
}

function endThought(state: State): HarnessEvent[] {
  const { thought } = state;
  state.thought = "";
  return thought.trim() === "" ? [] : [{ type: "thought", text: thought }];
}

const ENDED: ReadonlySet<unknown> = new Set(["completed", "failed"]);

function readCall(state: State, update: JsonObject): HarnessEvent[] {
  const { toolCallId: callId } = update;
  if (typeof callId !== "string") return [];
  const isNew = state.calls.get(callId) === undefined;
  const call = state.calls.add(callId, update);
  if (call === undefined) return [];
  const events: HarnessEvent[] = [];
  const name = nameOf(call);
  if (isNew) {
    state.partial.push(state.said);
    state.said = "";
    events.push({ type: "tool.started", name, callId, input: inputOf(call) });
  }
  if (ENDED.has(call.status)) {
    state.calls.remove(callId);
    const output = outputOf(call);
    events.push(
      compact<Extract<HarnessEvent, { type: "tool.completed" }>>({
        type: "tool.completed",
        name,
        callId,
        output: output === "" ? undefined : output,
        failed: call.status === "failed" ? true : undefined,
      }),
    );
  }
  return events;
}

function nameOf(call: JsonObject): string {
  return (toText(call.name) ?? toText(call.title) ?? toText(call.kind) ?? "tool").slice(0, 200);
}

function inputOf(call: JsonObject): JsonObject {
  const raw = toObject(call.rawInput);
  const paths = toList(call.locations).flatMap((place) => toText(toObject(place)?.path) ?? []);
  if (raw !== undefined && Object.keys(raw).length > 0) return boundInput(raw, INPUT_MAX_CHARS);
  const shown = compact<Record<string, unknown>>({
    title: toText(call.title),
    paths: paths.length === 0 ? undefined : paths,
  });
  return boundInput(shown, INPUT_MAX_CHARS);
}

function outputOf(call: JsonObject): string {
  const texts = toList(call.content).flatMap((part) => toText(toObject(toObject(part)?.content)?.text) ?? []);
  const diffs = toDiffs(call.content).map((diff) => JSON.stringify(diff));
  return [...texts, ...diffs].join("\n").slice(0, TOOL_OUTPUT_MAX_CHARS);
}

/** Like the list of work that other programs keep with a tool. */
function readPlan(update: JsonObject): HarnessEvent[] {
  const entries = toList(update.entries)
    .slice(0, PLAN_MAX_ENTRIES)
    .flatMap((entry) => {
      const { content, status } = toObject(entry) ?? {};
      if (typeof content !== "string") return [];
      const state = (toText(status) ?? "pending").slice(0, ENTRY_MAX_CHARS);
      return [{ content: content.slice(0, ENTRY_MAX_CHARS), status: state }];
    });
  return [
    { type: "tool.started", name: "plan", input: { entries } },
    { type: "tool.completed", name: "plan" },
  ];
}

/** Dollars are counted for the session, so what earlier turns cost is taken off. */
function turnUsage(state: State, ending: JsonObject | HarnessError): Usage | undefined {
  const tokens = ending instanceof HarnessError ? undefined : usageOf(ending);
  const costUsd = state.usd === undefined ? undefined : Math.max(0, state.usd - state.spent.usd);
  if (tokens === undefined && costUsd === undefined) return undefined;
  return Object.assign({}, tokens, costUsd === undefined ? {} : { costUsd });
}

const LIMITS: ReadonlyMap<unknown, Parameters<typeof cutNote>[0]> = new Map([
  ["max_tokens", "output limit"],
  ["max_turn_requests", "limit of calls"],
]);
/** A turn that TinyAGI cancelled has ended before this is asked. */
const FAILED_ENDINGS: ReadonlyMap<unknown, Parameters<typeof failureWith>> = new Map([
  ["refusal", ["refused", "the model refused to answer; ask in another way, or use another model"]],
  ["cancelled", ["unknown", "the program cancelled its turn, and nobody had asked for it"]],
]);

function conclude(state: State): HarnessResult | HarnessError | undefined {
  const { ending, denied, sessionId, usage } = state;
  if (ending === undefined) return undefined;
  if (ending instanceof HarnessError) return ending;
  const { stopReason } = ending;
  const failure = FAILED_ENDINGS.get(stopReason);
  // Some programs cancel their turn when a call was denied.
  const isDenial = stopReason === "cancelled" && denied.size > 0;
  if (failure !== undefined && !isDenial) return failureWith(...failure);
  const limit = LIMITS.get(stopReason);
  const text = limit === undefined ? finalText(state) : `${finalText(state)}${cutNote(limit)}`;
  const deniedTools = [...denied];
  return compact<HarnessResult>({ text, sessionId, usage, deniedTools });
}

/** A program that was refused a call may end its turn without a word. */
function finalText({ said, partial, denied }: State): string {
  const text = isBlank(said) ? partial.text() : said;
  if (!isBlank(text) || denied.size === 0) return text.trim();
  return `This was not permitted: ${[...denied].join(", ")}.`;
}
