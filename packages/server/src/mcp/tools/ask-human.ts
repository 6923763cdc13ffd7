/**
 * Asks a person and waits for the answer. The question is stored: when the daemon restarts while it is open, the agent
 * runs again only when it is settled, with question and answer in its prompt.
 */
import { AppError } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const MINUTE_MS = 60_000;
const fields = {
  question: z.string().min(1).max(8_000).describe("The person sees only this."),
  options: z.array(z.string().min(1).max(200)).max(20).optional(),
  timeoutMinutes: z
    .number()
    .int()
    .min(1)
    .max(30 * 24 * 60)
    .optional(),
};

export function askHumanTool({ services: { approvals, waits, clock } }: ToolParts): McpTool {
  return defineTool({
    name: "ask_human",
    title: "Ask the person",
    description: "Ask the person to decide something, and wait, perhaps for hours.",
    input: { run: z.strictObject(fields) },
    output: z.object({ answer: z.string() }),
    readOnly: false,
    async call({ question, options, timeoutMinutes }, { principal, signal }) {
      if (principal.kind !== "run") throw new AppError("FORBIDDEN", "Only an agent's run asks a person.");
      const { runId } = principal;
      const [first = ""] = question.trim().split("\n", 1);
      const { status, text = "" } = await waits.during(runId, "person", (ended) =>
        approvals.request({
          kind: "question",
          runId,
          title: first,
          detail: question,
          ...(options === undefined ? {} : { options }),
          ...(timeoutMinutes === undefined ? {} : { expiresAt: clock.now() + timeoutMinutes * MINUTE_MS }),
          signal: AbortSignal.any([ended, signal]),
        }),
      );
      if (status === "answered") return { text, data: { answer: text } };
      throw new AppError("TIMED_OUT", REFUSALS[status === "denied" ? "denied" : "expired"](text));
    },
  });
}

const REFUSALS = {
  denied: (reason: string) =>
    `The person does not answer this question${reason === "" ? "" : `: ${reason}`}. Continue without the answer, or say what you need.`,
  expired: (_reason: string) =>
    "No one answered in time. Continue without the answer, or say in your final output what you need to know.",
} as const;
