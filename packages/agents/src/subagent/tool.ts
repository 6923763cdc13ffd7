/**
 * A sub-agent as a tool. Whatever comes back is data for the parent's model; a child that stopped early is never passed
 * off as an answer, and a child that failed or was cancelled ends its parent too.
 */
import { jsonSchema } from "ai";
import { isUnfinished, RunLimitError, SubAgentInputError, toSentence } from "../errors.js";
import type { LimitName } from "../limits.js";
import type { RunResult } from "../run/result.js";
import { NOT_COMPLETED } from "../tool/output.js";
import type { AgentTool } from "../tool/tool.js";
import type { SubAgent } from "./subagent.js";

/** The one field of a sub-agent tool's input. */
export const SUBAGENT_INPUT_FIELD = "input";

/** Says of a sub-agent's text that it is none of its answers. Becomes an error result, never the run's end. */
class UnfinishedSubAgent extends Error {
  override readonly name = "UnfinishedSubAgent";
}

/** The agent as a tool, with its name and description. Not offered at the depth cap; a call made up there is refused. */
export function subAgentTool(agent: SubAgent): AgentTool {
  return {
    name: agent.name,
    description: agent.description,
    inputSchema: jsonSchema({
      type: "object",
      properties: {
        [SUBAGENT_INPUT_FIELD]: { type: "string", description: "The task, with all the agent must know." },
      },
      required: [SUBAGENT_INPUT_FIELD],
      additionalProperties: false,
    }),
    spawns: true,
    settles: true,
    propagates: (error) => !(error instanceof UnfinishedSubAgent || error instanceof SubAgentInputError),
    async execute(raw, { run, signal }) {
      const input = subAgentInput(raw);
      try {
        const result = await agent.invokeInParent(input, run, { signal });
        if (result.status === "completed") return result.text;
        if (result.interruption !== undefined)
          throw new UnfinishedSubAgent(
            `${NOT_COMPLETED} ${agent.name} needs a person's approval for ${collectTools(result.interruption)}, and nobody could be asked.`,
          );
        throw unfinished(agent, { limit: result.limit, text: result.text });
      } catch (error) {
        // The parent's own end is not the child's to report.
        if (!isUnfinished(error) || signal.aborted) throw error;
        if (error instanceof RunLimitError) {
          throw unfinished(agent, { limit: error.limit, text: error.partialText, why: error.message });
        }
        throw new UnfinishedSubAgent(`${NOT_COMPLETED} ${toSentence(error)}`, { cause: error });
      }
    },
  };
}

/**
 * The task out of a call's input: `{ input: "…" }` or the bare string.
 * @throws SubAgentInputError naming the field
 */
export function subAgentInput(raw: unknown): string {
  const text = typeof raw === "string" ? raw : getField(raw);
  if (typeof text === "string" && text.trim() !== "") return text;
  throw new SubAgentInputError(SUBAGENT_INPUT_FIELD);
}

function collectTools({ pending }: NonNullable<RunResult["interruption"]>): string {
  return [...new Set(pending.map(({ tool }) => tool))].join(", ");
}

function getField(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return undefined;
  const entries = Object.entries(raw);
  const only = entries[0];
  return entries.length === 1 && only?.[0] === SUBAGENT_INPUT_FIELD ? only[1] : undefined;
}

function unfinished(
  agent: SubAgent,
  end: { limit: LimitName | null; text: string; why?: string },
): UnfinishedSubAgent {
  const said = end.text.trim() === "" ? "It had said nothing yet." : `Until then it had said:\n${end.text}`;
  const why = end.why === undefined ? "" : `${end.why} `;
  return new UnfinishedSubAgent(`${NOT_COMPLETED} ${agent.name} met its limit ${end.limit}. ${why}${said}`);
}
