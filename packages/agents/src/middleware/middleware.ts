/**
 * Hooks around model and tool calls, for logging, redaction, caching and policies. The hooks before a call run in the
 * order of the list, those after it in reverse, so that the first middleware is the outermost.
 */
import type { RunContext } from "../context/context.js";
import type { ModelReply, ModelRequest, ToolCallPart, ToolOutput } from "../model/model.js";

type Awaitable<T> = T | Promise<T>;

/** A tool call before it is executed: another input for it, or a result that takes its place. */
export type BeforeTool = { input: unknown } | { result: unknown };

/**
 * What may be done around the calls of a run. A hook that returns nothing changes nothing. What a hook throws around a
 * model call ends the run; around a tool call it becomes the error result of that call.
 */
export interface AgentMiddleware {
  /** Returns what is sent instead. The transcript of the run keeps what was there. */
  beforeModel?(request: ModelRequest, run: RunContext): Awaitable<ModelRequest | undefined>;
  /** Returns the reply that counts instead. Its usage is already booked. */
  afterModel?(reply: ModelReply, run: RunContext): Awaitable<ModelReply | undefined>;
  /** Gets the checked input. */
  beforeTool?(call: ToolCallPart, run: RunContext): Awaitable<BeforeTool | undefined>;
  /** Returns the output that the model gets instead. */
  afterTool?(
    done: { call: ToolCallPart; output: ToolOutput },
    run: RunContext,
  ): Awaitable<ToolOutput | undefined>;
}

type Chain = readonly AgentMiddleware[];

export async function beforeModel(
  chain: Chain,
  request: ModelRequest,
  run: RunContext,
): Promise<ModelRequest> {
  let current = request;
  for (const one of chain) current = (await one.beforeModel?.(current, run)) ?? current;
  return current;
}

export async function afterModel(chain: Chain, reply: ModelReply, run: RunContext): Promise<ModelReply> {
  let current = reply;
  for (const one of chain.toReversed()) current = (await one.afterModel?.(current, run)) ?? current;
  return current;
}

/** The call as it is to be executed, or the result that makes that unnecessary. */
export async function beforeTool(
  chain: Chain,
  call: ToolCallPart,
  run: RunContext,
): Promise<{ call: ToolCallPart } | { result: unknown }> {
  let current = call;
  for (const one of chain) {
    const change = (await one.beforeTool?.(current, run)) ?? undefined;
    if (change === undefined) continue;
    if ("result" in change) return change;
    current = { ...current, input: change.input };
  }
  return { call: current };
}

export async function afterTool(
  chain: Chain,
  done: { call: ToolCallPart; output: ToolOutput },
  run: RunContext,
): Promise<ToolOutput> {
  let { output } = done;
  for (const one of chain.toReversed())
    output = (await one.afterTool?.({ call: done.call, output }, run)) ?? output;
  return output;
}
