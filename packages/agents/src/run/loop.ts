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
  pickToolCalls,
  type ToolCallPart,
  type ToolOffer,
  type ToolResultPart,
  toText,
  userMessage,
} from "../model/model.js";
import { callModel } from "../model/retry.js";
import type { TextReader } from "../model/text-reader.js";
import { type CallOutcome, executeCalls } from "../tool/execute.js";
import { errorOutput, isErrorOutput, NOT_COMPLETED, resultPart } from "../tool/output.js";
import { type ActingAgent, currentOffers } from "../tool/tool.js";
import type { RunAccount } from "./account.js";
import type { AnswerCheck } from "./answer-check.js";
import { ProgressWatch } from "./progress.js";

/** What the loop needs of its run. Answers that are there at once come without a promise: most of them are. */
export interface LoopHost {
  readonly context: RunContext;
  readonly limits: Readonly<RunLimits>;
  readonly account: RunAccount;
  readonly reader: TextReader | undefined;
  readonly approve: Approver | undefined;
  readonly checkAnswer: AnswerCheck | undefined;
  /** What the acting agent's model is told: its system prompt and its tools. */
  brief(agent: ActingAgent): Brief | Promise<Brief>;
  /** Between two turns. Answers whether there is something new for the model. @throws when the run is to end */
  boundary(): boolean | Promise<boolean>;
  /** Called when another agent takes over. */
  handOver(to: ActingAgent): void;
}

export interface Brief {
  system: string | undefined;
  offers: readonly ToolOffer[];
}

/** The state of a loop; also what is left of it when it throws. */
export interface LoopState {
  /** Whom the next turn asks. A handoff replaces it. */
  acting: ActingAgent;
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

/** @throws ModelCallError, errors that tools propagate, or the reason of the run's cancellation */
export async function runLoop(host: LoopHost, state: LoopState): Promise<LoopEnd> {
  const { limits, context: run } = host;
  const watch = new ProgressWatch(limits.noProgress);
  let brief = host.brief(state.acting);
  if (brief instanceof Promise) brief = await brief;
  let calls = openCalls(state.messages);
  if (calls.length === 0) {
    const news = host.boundary();
    if (typeof news !== "boolean") await news;
  }
  for (;;) {
    if (calls.length === 0) {
      if (run.cancellation.cancelled) throw run.cancellation.reason;
      if (state.modelCalls >= limits.modelCalls) return { limit: "model_calls", value: limits.modelCalls };
      const reply = await nextReply(host, brief, state);
      if (reply === "budget") return { limit: "budget", value: null };
      calls = pickToolCalls(reply.content);
      if (calls.length === 0) {
        const cutShort = toLoopEnd(reply);
        if (cutShort !== null) return cutShort;
        const news = host.boundary();
        if (typeof news === "boolean" ? news : await news) continue;
        if (host.checkAnswer === undefined) return null;
        if (await isGoodAnswer(host.checkAnswer, { host, state, reply })) return null;
        continue;
      }
    }
    const turn = await runTools(host, state, calls);
    if ("held" in turn) return turn;
    if (turn.refused) return { limit: "tool_calls", value: limits.toolCalls };
    if (watch.isStuck(calls, turn.results)) return { limit: "no_progress", value: limits.noProgress };
    const next = findHandoff(state.acting, turn.results);
    if (next !== undefined) {
      host.handOver(next);
      state.acting = next;
      brief = await host.brief(next);
    }
    calls = [];
    const news = host.boundary();
    if (typeof news !== "boolean") await news;
  }
}

/** The calls of a resumed run that have no result yet. */
function openCalls(messages: readonly AgentMessage[]): ToolCallPart[] {
  const last = messages.at(-1);
  return last?.role === "assistant" ? pickToolCalls(last.content) : [];
}

async function nextReply(host: LoopHost, brief: Brief, state: LoopState): Promise<ModelReply | "budget"> {
  const { context: run, account } = host;
  const { model, middleware } = state.acting;
  const offers = currentOffers(brief.offers, state.acting.tools);
  const plain = { system: brief.system, messages: [...state.messages], tools: offers };
  const request = middleware.length === 0 ? plain : await beforeModel(middleware, plain, run);
  let reply: ModelReply;
  try {
    const call = state.modelCalls + 1;
    reply = await callModel({ model, request, call, limits: host.limits, run, reader: host.reader, account });
  } catch (error) {
    if (error instanceof RunBudgetError && run.budget?.onLimit === "stop") return "budget";
    throw error;
  }
  state.modelCalls += 1;
  account.book(reply.usage, reply.model ?? model.id);
  if (middleware.length > 0) reply = await afterModel(middleware, reply, run);
  state.messages.push({ role: "assistant", content: reply.content.map(wellFormed) });
  const text = toText(reply.content);
  if (text.trim() !== "") state.text = text;
  return reply;
}

/** Providers take only objects as the input of a call; anything else a model wrote is shown under one field. */
function wellFormed(part: ModelReply["content"][number]): ModelReply["content"][number] {
  if (part.type !== "tool-call") return part;
  const isObject = typeof part.input === "object" && part.input !== null && !Array.isArray(part.input);
  return isObject ? part : { ...part, input: { input: part.input } };
}

function toLoopEnd(reply: ModelReply): LoopEnd {
  if (reply.finishReason === "length") return { limit: "output_length", value: null };
  if (reply.finishReason === "content-filter") return { limit: "content_filter", value: null };
  return null;
}

/** Otherwise the transcript says what to correct. @throws AnswerFormatError, GuardrailError */
async function isGoodAnswer(
  check: AnswerCheck,
  { host, state, reply }: { host: LoopHost; state: LoopState; reply: ModelReply },
): Promise<boolean> {
  const verdict = await check(toText(reply.content));
  if ("output" in verdict) {
    state.output = verdict.output;
    return true;
  }
  host.reader?.restart();
  state.messages.push(userMessage(verdict.repair));
  return false;
}

type TurnEnd = { results: readonly ToolResultPart[]; refused: boolean } | { held: ApprovalRequest[] };

const NOTHING_DONE: ReadonlyMap<string, ToolResultPart> = new Map();

/** Calls beyond the limit are answered with an error, never executed. */
async function runTools(host: LoopHost, state: LoopState, calls: readonly ToolCallPart[]): Promise<TurnEnd> {
  const done =
    state.turnResults.length === 0
      ? NOTHING_DONE
      : new Map(state.turnResults.map((result) => [result.toolCallId, result]));
  const open = done.size === 0 ? calls : calls.filter((call) => !done.has(call.toolCallId));
  const left = Math.max(0, host.limits.toolCalls - state.toolCalls);
  const taken = open.length <= left ? open : open.slice(0, left);
  state.toolCalls += taken.length;
  let outcomes: readonly CallOutcome[];
  try {
    const { context: run, approve } = host;
    const turn = {
      run,
      agent: state.acting,
      approve,
      cancellation: run.cancellation,
      messages: state.messages,
    };
    outcomes = await executeCalls(taken, turn);
  } catch (error) {
    const note = errorOutput(`${NOT_COMPLETED} the run ended during the call.`);
    state.messages.push({ role: "tool", content: calls.map((call) => resultPart(call, note)) });
    throw error;
  }
  const results: ToolResultPart[] = [];
  const held: ApprovalRequest[] = [];
  let at = 0;
  for (const call of calls) {
    const known = done.get(call.toolCallId);
    const outcome = known === undefined ? (outcomes[at++] ?? beyondLimit(call)) : { result: known };
    if ("held" in outcome) held.push(outcome.held);
    else results.push(outcome.result);
  }
  // A call that waits is counted when it is executed.
  state.toolCalls -= held.length;
  state.turnResults = held.length > 0 ? results : [];
  if (held.length > 0) return { held };
  state.messages.push({ role: "tool", content: results });
  return { results, refused: open.length > left };
}

function beyondLimit(call: ToolCallPart): CallOutcome {
  const text = `${NOT_COMPLETED} the run's limit of tool calls is reached.`;
  return { result: resultPart(call, errorOutput(text)) };
}

/** The first handoff of a turn counts. */
function findHandoff(acting: ActingAgent, results: readonly ToolResultPart[]): ActingAgent | undefined {
  for (const { toolName, output } of results) {
    const target = acting.tools.get(toolName)?.handsOverTo;
    if (target !== undefined && !isErrorOutput(output)) return target.acting();
  }
  return undefined;
}
