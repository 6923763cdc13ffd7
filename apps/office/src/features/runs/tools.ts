/** The tool calls and the thinking of one run, from its recorded events. Pure. */
import type { LiveTool } from "@tinyagi/client";
import type { RunLogEntry } from "@tinyagi/contracts";
import { words } from "../../locale/words";

export interface ToolCall {
  id: string;
  name: string;
  input: string;
  output: string;
  state: "running" | "done" | "failed" | "held";
  /** Milliseconds; undefined while it runs. */
  took: number | undefined;
}

/** The same of a run that is watched. */
export function liveCall({ callId, name, input, output = "", tookMs, failed = false }: LiveTool): ToolCall {
  const state = tookMs === undefined ? "running" : failed ? "failed" : "done";
  return { id: callId, name, input, output, state, took: tookMs };
}

/** A part of the thinking, in the words of the model. */
export interface Thought {
  id: string;
  /** Undefined where the settings keep no words. */
  text: string | undefined;
  took: number | undefined;
}

/** What an agent did, in order. */
export type Step = { kind: "tool"; tool: ToolCall } | { kind: "thought"; thought: Thought };

interface Data {
  text?: string;
  durationMs?: number;
  name?: string;
  tool?: string;
  callId?: string;
  input?: string;
  output?: string;
  failed?: boolean;
}

/** @param hasEnded a call without a result ended with its run */
export function toSteps(log: readonly RunLogEntry[], hasEnded: boolean): Step[] {
  const thoughts = log
    .filter(({ type }) => type === "run.thought")
    .map(({ seq, data }) => {
      const { text, durationMs } = data as Data;
      return { id: String(seq), text, took: durationMs };
    });
  return [
    ...toolCalls(log, hasEnded).map((tool) => ({ kind: "tool" as const, tool, at: Number(tool.id) })),
    ...thoughts.map((thought) => ({ kind: "thought" as const, thought, at: Number(thought.id) })),
  ]
    .sort((a, b) => a.at - b.at)
    .map(({ at: _, ...step }) => step);
}

/** @param hasEnded a call without a result ended with its run */
export function toolCalls(log: readonly RunLogEntry[], hasEnded: boolean): ToolCall[] {
  const calls: (ToolCall & { startedAt: number; callId: string | undefined })[] = [];
  for (const { seq, type, time, data } of log) {
    // The daemon writes these events; what they hold is in the contract of events.
    const { name = "", tool = "", callId, input = "", output = "", failed } = data as Data;
    if (type === "run.tool_started")
      calls.push({
        id: String(seq),
        name,
        input,
        output: "",
        callId,
        startedAt: time,
        state: hasEnded ? "held" : "running",
        took: undefined,
      });
    else if (type === "run.permission_denied")
      calls.push({
        id: String(seq),
        name: tool,
        input: "",
        output: words.runs.tools.denied,
        callId,
        startedAt: time,
        state: "failed",
        took: 0,
      });
    else if (type === "run.tool_completed") {
      const call = calls.findLast(
        (one) => one.took === undefined && (callId === undefined ? one.name === name : one.callId === callId),
      );
      if (call === undefined) continue;
      call.took = Math.max(0, time - call.startedAt);
      call.state = failed === true ? "failed" : "done";
      call.output = output;
    }
  }
  return calls.map(({ startedAt: _, callId: __, ...call }) => call);
}
