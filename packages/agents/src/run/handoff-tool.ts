/** A handoff: another agent takes over the run, with the whole transcript. */
import { jsonSchema } from "ai";
import type { HandoffTarget } from "../tool/tool.js";
import { type AgentTool, checkToolName } from "../tool/tool.js";

/** Settings of {@link handoffTool}. */
export interface HandoffToolOptions {
  /** When to hand over; the description of the tool. */
  description: string;
  /** Name of the tool. Default: `transfer_to_<name of the agent>`. */
  name?: string;
}

/**
 * A tool that hands the run over to `target`. From the next turn on, the target's model, system prompt and tools count.
 * Limits, budget and guardrails stay those of the run. A sub-agent, in contrast, works apart and reports back.
 *
 * @throws AppError `INVALID_INPUT` when the name cannot be a tool's
 */
export function handoffTool(target: HandoffTarget, { description, name }: HandoffToolOptions): AgentTool {
  const toolName = name ?? `transfer_to_${target.name}`;
  checkToolName(toolName);
  return {
    name: toolName,
    description,
    inputSchema: jsonSchema({
      type: "object",
      properties: { reason: { type: "string", description: "Why the other agent takes over." } },
      additionalProperties: false,
    }),
    handsOverTo: target,
    execute: () => `You are now ${target.name}. Go on from here.`,
  };
}
