/**
 * Executes the tool calls of one turn: side by side, results in the order of the calls. A failing tool becomes an error
 * result; only errors the tool itself marks as the run's own end the run, and then its siblings are aborted.
 */
import { allowManyListeners, untilAborted } from "../clock.js";
import { mayGoDeeper, type RunContext } from "../context/context.js";
import { eventErrorOf, RunCancelledError, sentenceOf } from "../errors.js";
import type { Span } from "../events/sink.js";
import type { ToolCallPart, ToolOutput, ToolResultPart } from "../model/model.js";
import { errorOutput, isErrorOutput, NOT_COMPLETED, outputOf, resultPart } from "./output.js";
import type { AgentTool, PreparedTool } from "./tool.js";

/** Calls of one turn that run at a time. */
const CONCURRENT_CALLS = 8;

interface Turn {
  run: RunContext;
  tools: ReadonlyMap<string, PreparedTool>;
  /** Of the run, or of the calls of this turn together. */
  signal: AbortSignal;
}

/** @throws what a tool's `propagates` claims, or the reason of the run's signal */
export async function executeCalls(
  calls: readonly ToolCallPart[],
  { run, tools }: { run: RunContext; tools: ReadonlyMap<string, PreparedTool> },
): Promise<ToolResultPart[]> {
  const [first] = calls;
  if (first === undefined) return [];
  // One call has no siblings to abort, and most turns have one call.
  if (calls.length === 1)
    return [resultPart(first, await executeOne(first, { run, tools, signal: run.signal }))];
  const siblings = new AbortController();
  allowManyListeners(siblings.signal);
  const follow = () => siblings.abort(run.signal.reason);
  if (run.signal.aborted) follow();
  else run.signal.addEventListener("abort", follow, { once: true });
  try {
    return await executeSiblings(calls, { run, tools, signal: siblings.signal }, siblings);
  } finally {
    run.signal.removeEventListener("abort", follow);
  }
}

async function executeSiblings(
  calls: readonly ToolCallPart[],
  turn: Turn,
  siblings: AbortController,
): Promise<ToolResultPart[]> {
  const results: ToolResultPart[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < calls.length; at = next++) {
      const call = calls[at];
      if (call !== undefined) results[at] = resultPart(call, await executeOne(call, turn));
    }
  };
  const workers = Array.from({ length: Math.min(CONCURRENT_CALLS, calls.length) }, () =>
    work().catch((error: unknown) => {
      siblings.abort(new RunCancelledError("another call of the turn ended the run"));
      throw error;
    }),
  );
  try {
    await Promise.all(workers);
    return results;
  } finally {
    // The siblings' ends belong before the end of the run.
    await Promise.allSettled(workers);
  }
}

async function executeOne(call: ToolCallPart, turn: Turn): Promise<ToolOutput> {
  const { run, signal } = turn;
  if (signal.aborted) throw signal.reason;
  const { sink, clock } = run.services;
  const data = { tool: call.toolName, callId: call.toolCallId };
  const span: Span<"tool"> = sink.start(run, { kind: "tool", data, payload: () => call.input });
  const startedAt = clock.now();
  const durationMs = () => clock.now() - startedAt;
  try {
    const output = await runTool(call, turn);
    if (isErrorOutput(output)) {
      const error = "value" in output ? String(output.value) : "";
      span.end("failed", { ...data, error: "the call was refused", durationMs: durationMs() }, () => error);
    } else {
      span.end("completed", { ...data, durationMs: durationMs() }, () => output);
    }
    return output;
  } catch (error) {
    if (signal.aborted) {
      span.end("cancelled", { ...data, reason: eventErrorOf(signal.reason) });
      throw signal.reason;
    }
    const propagates = turn.tools.get(call.toolName)?.propagates?.(error) === true;
    if (propagates && error instanceof RunCancelledError) {
      span.end("cancelled", { ...data, reason: error.reason });
      throw error;
    }
    span.end("failed", { ...data, error: eventErrorOf(error), durationMs: durationMs() }, () =>
      sentenceOf(error),
    );
    if (propagates) throw error;
    return errorOutput(`The tool ${call.toolName} failed: ${sentenceOf(error)}`);
  }
}

async function runTool(call: ToolCallPart, { run, tools, signal }: Turn): Promise<ToolOutput> {
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
  const checked = await tool.schema.validate?.(call.input);
  if (checked?.success === false) {
    return errorOutput(`The input does not fit the tool's schema: ${sentenceOf(checked.error)}`);
  }
  const input = checked === undefined ? call.input : checked.value;
  const context = { callId: call.toolCallId, toolName: tool.name, signal, run };
  const work = Promise.resolve().then(() => tool.execute(input, context));
  return outputOf(await (tool.settles === true ? work : untilAborted(work, signal)));
}

/** Whether the model may see the tool in this run. */
export function isOffered(tool: AgentTool, run: RunContext): boolean {
  return tool.spawns !== true || mayGoDeeper(run);
}
