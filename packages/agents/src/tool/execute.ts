/**
 * Executes the tool calls of one turn: side by side, results in the order of the calls. A failing tool becomes an error
 * result; only errors the tool itself marks as the run's own end the run, and then its siblings are aborted.
 */
import { type ApprovalRequest, type Approver, denialText } from "../context/approval.js";
import { Cancellation, type CancellationView } from "../context/cancellation.js";
import { mayGoDeeper, type RunContext } from "../context/context.js";
import { RunCancelledError, toEventError, toSentence } from "../errors.js";
import type { Span } from "../events/sink.js";
import { afterTool, beforeTool } from "../middleware/middleware.js";
import type { AgentMessage, ToolCallPart, ToolOutput, ToolResultPart } from "../model/model.js";
import { errorOutput, isErrorOutput, NOT_COMPLETED, resultPart, toOutput } from "./output.js";
import type { ActingAgent, AgentTool, PreparedTool } from "./tool.js";

/** Calls of one turn that run at a time. */
const CONCURRENT_CALLS = 8;
/** Stands for the output of a call that waits for a person. */
const HELD = Symbol("held");

export interface Turn {
  run: RunContext;
  agent: ActingAgent;
  /** Decides about calls that need an approval. */
  approve: Approver | undefined;
  /** Of the run, or of the calls of this turn together. */
  cancellation: CancellationView;
  /** The transcript, up to the message that calls. */
  messages: readonly AgentMessage[];
}

/** What a call leaves: its result, or the wait for a person. */
export type CallOutcome = { result: ToolResultPart } | { held: ApprovalRequest };

/**
 * @returns one outcome for each call, in their order
 * @throws what a tool's `propagates` claims, or the reason of the run's signal
 */
export async function executeCalls(
  calls: readonly ToolCallPart[],
  turn: Turn,
): Promise<readonly CallOutcome[]> {
  const [first] = calls;
  if (first === undefined) return [];
  // One call has no siblings to abort, and most turns have one call.
  if (calls.length === 1) return [await executeOne(first, turn)];
  const siblings = new Cancellation();
  const untie = turn.cancellation.onCancel((reason) => siblings.cancel(reason));
  try {
    return await executeSiblings(calls, { ...turn, cancellation: siblings }, siblings);
  } finally {
    untie();
  }
}

async function executeSiblings(
  calls: readonly ToolCallPart[],
  turn: Turn,
  siblings: Cancellation,
): Promise<CallOutcome[]> {
  const outcomes: CallOutcome[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < calls.length; at = next++) {
      const call = calls[at];
      if (call !== undefined) outcomes[at] = await executeOne(call, turn);
    }
  };
  const workers = Array.from({ length: Math.min(CONCURRENT_CALLS, calls.length) }, () =>
    work().catch((error: unknown) => {
      siblings.cancel(new RunCancelledError("another call of the turn ended the run"));
      throw error;
    }),
  );
  try {
    await Promise.all(workers);
    return outcomes;
  } finally {
    // The siblings' ends belong before the end of the run.
    await Promise.allSettled(workers);
  }
}

async function executeOne(call: ToolCallPart, turn: Turn): Promise<CallOutcome> {
  const { run, cancellation } = turn;
  if (cancellation.cancelled) throw cancellation.reason;
  const { sink, clock } = run.services;
  const data = { tool: call.toolName, callId: call.toolCallId };
  const span: Span<"tool"> = sink.start(run, { kind: "tool", data, payload: () => call.input });
  const startedAt = clock.now();
  try {
    const output = await runTool(call, turn);
    if (output === HELD) {
      span.end("cancelled", { ...data, reason: "it waits for a person's approval" });
      return { held: toApprovalRequest(call, run) };
    }
    const durationMs = clock.now() - startedAt;
    if (isErrorOutput(output)) {
      const error = "value" in output ? String(output.value) : "";
      span.end("failed", { ...data, error: "the call was refused", durationMs }, () => error);
    } else {
      const { tool, callId } = data;
      span.end("completed", { tool, callId, durationMs }, () => output);
    }
    return { result: resultPart(call, output) };
  } catch (error) {
    if (cancellation.cancelled) {
      span.end("cancelled", { ...data, reason: toEventError(cancellation.reason) });
      throw cancellation.reason;
    }
    const propagates = turn.agent.tools.get(call.toolName)?.propagates?.(error) === true;
    if (propagates && error instanceof RunCancelledError) {
      span.end("cancelled", { ...data, reason: error.reason });
      throw error;
    }
    const durationMs = clock.now() - startedAt;
    span.end("failed", { ...data, error: toEventError(error), durationMs }, () => toSentence(error));
    if (propagates) throw error;
    return {
      result: resultPart(call, errorOutput(`The tool ${call.toolName} failed: ${toSentence(error)}`)),
    };
  }
}

async function runTool(call: ToolCallPart, turn: Turn): Promise<ToolOutput | typeof HELD> {
  const { run, agent } = turn;
  const { tools } = agent;
  const tool = tools.get(call.toolName);
  if (tool === undefined) {
    const names = [...tools.values()].filter((known) => isOffered(known, run)).map((known) => known.name);
    return errorOutput(`There is no such tool. The tools are: ${names.join(", ") || "none"}.`);
  }
  if (!isOffered(tool, run)) {
    const data = { tool: tool.name, code: "depth" };
    run.services.sink.emit(run, { type: "spawn.refused", data });
    const { depth, depthCap } = run;
    return errorOutput(
      `${NOT_COMPLETED} the call was refused, depth ${depth + 1} is beyond the cap of ${depthCap}. Do the work here.`,
    );
  }
  const checking = tool.schema.validate?.(call.input);
  const checked = checking !== undefined && "then" in checking ? await checking : checking;
  if (checked?.success === false) {
    return errorOutput(`The input does not fit the tool's schema: ${toSentence(checked.error)}`);
  }
  const input = checked === undefined ? call.input : checked.value;
  return agent.middleware.length === 0
    ? runChecked({ tool, input, call }, turn)
    : runBetweenHooks({ tool, input, call }, turn);
}

interface CheckedCall {
  tool: PreparedTool;
  input: unknown;
  call: ToolCallPart;
}

/** The hooks see the checked input, and what they change it to is not checked again: they are the host's code. */
async function runBetweenHooks(
  { tool, input, call }: CheckedCall,
  turn: Turn,
): Promise<ToolOutput | typeof HELD> {
  const { run, agent } = turn;
  const before = await beforeTool(agent.middleware, { ...call, input }, run);
  if ("result" in before) return toOutput(before.result);
  const output = await runChecked({ tool, input: before.call.input, call }, turn);
  if (output === HELD) return HELD;
  return afterTool(agent.middleware, { call: before.call, output }, run);
}

async function runChecked(
  { tool, input, call }: CheckedCall,
  { run, cancellation, approve, messages }: Turn,
): Promise<ToolOutput | typeof HELD> {
  const { signal } = cancellation;
  const context = { callId: call.toolCallId, toolName: tool.name, signal, run, messages };
  if (tool.needsApproval !== undefined && (await tool.needsApproval(input, context))) {
    const asked = Promise.resolve(approve?.(toApprovalRequest(call, run)));
    const decision = await cancellation.until(asked);
    if (decision === undefined) return HELD;
    if (!decision.approved) return errorOutput(denialText(decision));
  }
  const work: unknown = tool.execute(input, context);
  if (!isPromiseLike(work)) return toOutput(work);
  return toOutput(await (tool.settles === true ? work : cancellation.until(work)));
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Whether the model may see the tool in this run. */
export function isOffered(tool: AgentTool, run: RunContext): boolean {
  return tool.spawns !== true || mayGoDeeper(run);
}

function toApprovalRequest(call: ToolCallPart, run: RunContext): ApprovalRequest {
  const { toolCallId: callId, toolName: tool, input } = call;
  return { callId, tool, input, agent: run.agent, runId: run.runId };
}
