/**
 * The loop: model → tools → model, until the model answers without a call or a limit is met. A free function over
 * injected parts; it owns no timer, no socket and no state outside of its arguments. The transcript it leaves is always
 * complete: every tool call in it has its result.
 */

import type { RunContext } from "../context/context.js";
import { RunBudgetError } from "../errors.js";
import type { LimitName, RunLimits } from "../limits.js";
import type { AgentMessage, AgentModel, ModelReply, ToolOffer, ToolResultPart } from "../model/model.js";
import { textOf, toolCallsOf } from "../model/model.js";
import { callModel } from "../model/retry.js";
import type { TextReader } from "../model/text-reader.js";
import { executeCalls } from "../tool/execute.js";
import { errorOutput, NOT_COMPLETED, resultPart } from "../tool/output.js";
import type { PreparedTool } from "../tool/tool.js";
import type { RunAccount } from "./account.js";
import { createProgressWatch } from "./progress.js";

export interface LoopParts {
  run: RunContext;
  model: AgentModel;
  system: string | undefined;
  tools: ReadonlyMap<string, PreparedTool>;
  offers: readonly ToolOffer[];
  limits: Readonly<RunLimits>;
  account: RunAccount;
  /** Between two turns. Answers whether there is something new for the model. @throws when the run is to end */
  boundary: (messages: AgentMessage[]) => Promise<boolean>;
  reader: TextReader | undefined;
}

/** The state of a loop; also what is left of it when it throws. */
export interface LoopState {
  /** Grows in place. */
  readonly messages: AgentMessage[];
  /** The newest text of the model. */
  text: string;
  modelCalls: number;
  toolCalls: number;
}

/** What ended the loop early, with its value where there is one; null for a finished answer. */
export type LoopEnd = { limit: LimitName; value: number | null } | null;

/** @throws ModelCallError, errors that tools propagate, or the reason of the run's signal */
export async function runLoop(parts: LoopParts, state: LoopState): Promise<LoopEnd> {
  const { limits, run } = parts;
  const watch = createProgressWatch(limits.noProgress);
  await parts.boundary(state.messages);
  for (;;) {
    if (run.signal.aborted) throw run.signal.reason;
    if (state.modelCalls >= limits.modelCalls) return { limit: "model_calls", value: limits.modelCalls };
    const reply = await nextReply(parts, state);
    if (reply === "budget") return { limit: "budget", value: null };
    const calls = toolCallsOf(reply.content);
    if (calls.length === 0) {
      const cutShort = cutOf(reply);
      if (cutShort !== null) return cutShort;
      if (await parts.boundary(state.messages)) continue;
      return null;
    }
    const results = await runTools(parts, state, calls);
    if (results.refused) return { limit: "tool_calls", value: limits.toolCalls };
    if (watch.isStuck(calls, results.parts)) return { limit: "no_progress", value: limits.noProgress };
    await parts.boundary(state.messages);
  }
}

async function nextReply(parts: LoopParts, state: LoopState): Promise<ModelReply | "budget"> {
  const { run, model, account, system, offers } = parts;
  const request = { system, messages: [...state.messages], tools: offers };
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
  account.book(reply.usage, model.id);
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

/** Calls beyond the limit are answered with an error, never executed. */
async function runTools(
  parts: LoopParts,
  state: LoopState,
  calls: ReturnType<typeof toolCallsOf>,
): Promise<{ parts: ToolResultPart[]; refused: boolean }> {
  const left = Math.max(0, parts.limits.toolCalls - state.toolCalls);
  const taken = calls.slice(0, left);
  const refused = calls.slice(left);
  state.toolCalls += taken.length;
  try {
    const results = await executeCalls(taken, parts);
    for (const call of refused) {
      results.push(
        resultPart(call, errorOutput(`${NOT_COMPLETED} the run's limit of tool calls is reached.`)),
      );
    }
    state.messages.push({ role: "tool", content: results });
    return { parts: results, refused: refused.length > 0 };
  } catch (error) {
    const note = errorOutput(`${NOT_COMPLETED} the run ended during the call.`);
    state.messages.push({ role: "tool", content: calls.map((call) => resultPart(call, note)) });
    throw error;
  }
}
