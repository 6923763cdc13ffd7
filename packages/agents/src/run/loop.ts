/**
 * The loop: model → tools → model, until the model answers without a call or a limit is met. A free function over
 * injected parts; it owns no timer, no socket and no state outside of its arguments. The transcript it leaves is always
 * complete: every tool call in it has its result, except for an interrupted run, which says what it waits for.
 */

import type { ApprovalRequest, Approver } from "../context/approval.js";
import type { RunContext } from "../context/context.js";
import { RunBudgetError } from "../errors.js";
import type { LimitName, RunLimits } from "../limits.js";
import { afterModel, beforeModel } from "../middleware/middleware.js";
import {
  type AgentMessage,
  type ModelReply,
  type ToolCallPart,
  type ToolOffer,
  type ToolResultPart,
  textOf,
  toolCallsOf,
  userMessage,
} from "../model/model.js";
import { callModel } from "../model/retry.js";
import type { TextReader } from "../model/text-reader.js";
import { executeCalls } from "../tool/execute.js";
import { errorOutput, isErrorOutput, NOT_COMPLETED, resultPart } from "../tool/output.js";
import type { ActingAgent } from "../tool/tool.js";
import type { RunAccount } from "./account.js";
import type { AnswerCheck } from "./answer-check.js";
import { createProgressWatch } from "./progress.js";

export interface LoopParts {
  run: RunContext;
  /** Whom the next turn asks. A handoff replaces it. */
  acting: ActingAgent;
  /** What the acting agent's model is told: its system prompt and its tools. */
  brief: (agent: ActingAgent) => Promise<Brief>;
  limits: Readonly<RunLimits>;
  account: RunAccount;
  /** Between two turns. Answers whether there is something new for the model. @throws when the run is to end */
  boundary: (messages: AgentMessage[]) => Promise<boolean>;
  /** Called when another agent has taken over. */
  onHandoff: (to: ActingAgent) => void;
  reader: TextReader | undefined;
  approve: Approver | undefined;
  checkAnswer: AnswerCheck | undefined;
}

export interface Brief {
  system: string | undefined;
  offers: readonly ToolOffer[];
}

/** The state of a loop; also what is left of it when it throws. */
export interface LoopState {
  /** Grows in place. */
  readonly messages: AgentMessage[];
  /** The newest text of the model. */
  text: string;
  modelCalls: number;
  toolCalls: number;
  /** The answer by its schema. */
  output: unknown;
  /** Results of the last turn whose other calls wait for a person. */
  turnResults: readonly ToolResultPart[];
}

/** What ended the loop early; null for a finished answer. A limit comes with its value where there is one. */
export type LoopEnd =
  | { limit: LimitName; value: number | null }
  | { held: readonly ApprovalRequest[] }
  | null;

/** @throws ModelCallError, errors that tools propagate, or the reason of the run's signal */
export async function runLoop(parts: LoopParts, state: LoopState): Promise<LoopEnd> {
  const { limits, run } = parts;
  const watch = createProgressWatch(limits.noProgress);
  let brief = await parts.brief(parts.acting);
  let calls = openCalls(state.messages);
  if (calls.length === 0) await parts.boundary(state.messages);
  for (;;) {
    if (calls.length === 0) {
      if (run.signal.aborted) throw run.signal.reason;
      if (state.modelCalls >= limits.modelCalls) return { limit: "model_calls", value: limits.modelCalls };
      const reply = await nextReply(parts, brief, state);
      if (reply === "budget") return { limit: "budget", value: null };
      calls = toolCallsOf(reply.content);
      if (calls.length === 0) {
        const cutShort = cutOf(reply);
        if (cutShort !== null) return cutShort;
        if (await parts.boundary(state.messages)) continue;
        if (await isGoodAnswer(parts, state, reply)) return null;
        continue;
      }
    }
    const turn = await runTools(parts, state, calls);
    if ("held" in turn) return turn;
    if (turn.refused) return { limit: "tool_calls", value: limits.toolCalls };
    if (watch.isStuck(calls, turn.results)) return { limit: "no_progress", value: limits.noProgress };
    const next = handoffOf(parts, turn.results);
    if (next !== undefined) {
      parts.onHandoff(next);
      parts.acting = next;
      brief = await parts.brief(next);
    }
    calls = [];
    await parts.boundary(state.messages);
  }
}

/** The calls of a resumed run that have no result yet. */
function openCalls(messages: readonly AgentMessage[]): ToolCallPart[] {
  const last = messages.at(-1);
  return last?.role === "assistant" ? toolCallsOf(last.content) : [];
}

async function nextReply(parts: LoopParts, brief: Brief, state: LoopState): Promise<ModelReply | "budget"> {
  const { run, acting, account } = parts;
  const { model, middleware } = acting;
  const plain = { system: brief.system, messages: [...state.messages], tools: brief.offers };
  const request = middleware.length === 0 ? plain : await beforeModel(middleware, plain, run);
  let reply: ModelReply;
  try {
    reply = await callModel({
      model,
      request,
      call: state.modelCalls + 1,
      limits: parts.limits,
      run,
      reader: parts.reader,
      admit: () => account.admit(request, model.id),
    });
  } catch (error) {
    if (error instanceof RunBudgetError && run.budget?.onLimit === "stop") return "budget";
    throw error;
  }
  state.modelCalls += 1;
  account.book(reply.usage, reply.model ?? model.id);
  if (middleware.length > 0) reply = await afterModel(middleware, reply, run);
  state.messages.push({ role: "assistant", content: reply.content.map(wellFormed) });
  const text = textOf(reply.content);
  if (text.trim() !== "") state.text = text;
  return reply;
}

/** Providers take only objects as the input of a call; anything else a model wrote is shown under one field. */
function wellFormed(part: ModelReply["content"][number]): ModelReply["content"][number] {
  if (part.type !== "tool-call") return part;
  const isObject = typeof part.input === "object" && part.input !== null && !Array.isArray(part.input);
  return isObject ? part : { ...part, input: { input: part.input } };
}

function cutOf(reply: ModelReply): LoopEnd {
  if (reply.finishReason === "length") return { limit: "output_length", value: null };
  if (reply.finishReason === "content-filter") return { limit: "content_filter", value: null };
  return null;
}

/** Otherwise the transcript says what to correct. @throws AnswerFormatError, GuardrailError */
async function isGoodAnswer(parts: LoopParts, state: LoopState, reply: ModelReply): Promise<boolean> {
  if (parts.checkAnswer === undefined) return true;
  const verdict = await parts.checkAnswer(textOf(reply.content));
  if ("output" in verdict) {
    state.output = verdict.output;
    return true;
  }
  parts.reader?.restart();
  state.messages.push(userMessage(verdict.repair));
  return false;
}

type TurnEnd = { results: ToolResultPart[]; refused: boolean } | { held: ApprovalRequest[] };

/** Calls beyond the limit are answered with an error, never executed. */
async function runTools(
  parts: LoopParts,
  state: LoopState,
  calls: readonly ToolCallPart[],
): Promise<TurnEnd> {
  const { run, acting: agent, approve } = parts;
  const known = new Map(state.turnResults.map((result) => [result.toolCallId, result]));
  const open = calls.filter((call) => !known.has(call.toolCallId));
  const left = Math.max(0, parts.limits.toolCalls - state.toolCalls);
  const taken = open.slice(0, left);
  const refused = open.slice(left);
  state.toolCalls += taken.length;
  for (const call of refused)
    known.set(
      call.toolCallId,
      resultPart(call, errorOutput(`${NOT_COMPLETED} the run's limit of tool calls is reached.`)),
    );
  const held: ApprovalRequest[] = [];
  try {
    for (const outcome of await executeCalls(taken, { run, agent, approve })) {
      if ("held" in outcome) held.push(outcome.held);
      else known.set(outcome.result.toolCallId, outcome.result);
    }
  } catch (error) {
    const note = errorOutput(`${NOT_COMPLETED} the run ended during the call.`);
    state.messages.push({ role: "tool", content: calls.map((call) => resultPart(call, note)) });
    throw error;
  }
  // A call that waits is counted when it is executed.
  state.toolCalls -= held.length;
  state.turnResults = [];
  if (held.length > 0) {
    state.turnResults = [...known.values()];
    return { held };
  }
  const results = calls.flatMap((call) => known.get(call.toolCallId) ?? []);
  state.messages.push({ role: "tool", content: results });
  return { results, refused: refused.length > 0 };
}

/** The first handoff of a turn counts. */
function handoffOf({ acting }: LoopParts, results: readonly ToolResultPart[]): ActingAgent | undefined {
  for (const { toolName, output } of results) {
    const target = acting.tools.get(toolName)?.handsOverTo;
    if (target !== undefined && !isErrorOutput(output)) return target.acting();
  }
  return undefined;
}
