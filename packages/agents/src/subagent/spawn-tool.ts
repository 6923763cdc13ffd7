/**
 * The tool by which a model hands in a spawn plan. This package does not read the plan: it gives the text to whoever
 * can (`parsePlan` of `@tinyagi/graph` takes it with prose and fences around it) and brings back what came of it.
 */

import { AppError, isAppError } from "@tinyagi/contracts";
import { jsonSchema } from "ai";
import { RunCancelledError, toSentence } from "../errors.js";
import type { AgentTool, ToolContext } from "../tool/tool.js";

/** What {@link spawnTool} takes. */
export interface SpawnToolOptions {
  /** Default `spawn_agents`. */
  name?: string;
  description?: string;
  /**
   * Gets the plan as text. What it answers is the tool's result; what it throws is the refusal the model reads, but for
   * a cancellation.
   */
  onPlan: (plan: string, context: ToolContext) => unknown;
}

/** Longest plan, characters. */
export const PLAN_MAX_CHARS = 500_000;
const FIELD = "plan";

/** Not offered at the depth cap; a call made up there is refused without reaching `onPlan`. */
export function spawnTool(options: SpawnToolOptions): AgentTool {
  const name = options.name ?? "spawn_agents";
  return {
    name,
    description:
      options.description ??
      "Hands in a spawn plan: sub-agents with their prompts and dependencies. Answers their results.",
    inputSchema: jsonSchema({
      type: "object",
      properties: { [FIELD]: { description: "The plan, as JSON." } },
      required: [FIELD],
    }),
    spawns: true,
    propagates: (error) => error instanceof RunCancelledError,
    async execute(raw, context) {
      const { run } = context;
      const { sink } = run.services;
      sink.emit(run, { type: "spawn.requested", data: { tool: name }, payload: () => raw });
      try {
        const answer = await options.onPlan(planText(raw), context);
        sink.emit(run, { type: "spawn.compiled", data: { tool: name } });
        return answer;
      } catch (error) {
        const code = isAppError(error) ? error.code : "INTERNAL";
        sink.emit(run, {
          type: "spawn.refused",
          data: { tool: name, code },
          payload: () => toSentence(error),
        });
        throw error;
      }
    },
  };
}

function planText(raw: unknown): string {
  const isObject = typeof raw === "object" && raw !== null && !Array.isArray(raw);
  const plan: unknown = isObject ? ((raw as Record<string, unknown>)[FIELD] ?? raw) : raw;
  const text = typeof plan === "string" ? plan : JSON.stringify(plan);
  if (text !== undefined && text.trim() !== "" && text.length <= PLAN_MAX_CHARS) return text;
  const message = `must be a plan of at most ${PLAN_MAX_CHARS} characters`;
  throw new AppError("INVALID_INPUT", `The field "${FIELD}" ${message}.`, {
    details: [{ path: FIELD, message }],
  });
}
