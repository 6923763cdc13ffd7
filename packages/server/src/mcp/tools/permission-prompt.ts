/**
 * Asks a person whether an agent may use a tool of its program. Claude Code calls it by itself
 * (`--permission-prompt-tool`), and so does the loop of agents on a model API. They read the decision as JSON; it covers
 * exactly the input that the person saw.
 */
import { AppError, harnessRow } from "@tinyagi/contracts";
import { permissionRequest } from "@tinyagi/kernel";
import { z } from "zod";
import { permissionFacts } from "../permission-facts.js";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

/** The name under which Claude Code reaches this tool. */
const NAME = "permission_prompt";

export function permissionPromptTool({ services }: ToolParts): McpTool {
  return defineTool({
    name: NAME,
    title: "Ask for permission",
    description:
      "Called by the agent's program, not by the agent: asks a person whether the agent may use one of its tools with this input.",
    input: {
      run: z.object({
        tool_name: z.string().min(1).max(200),
        input: z.record(z.string(), z.json()),
        tool_use_id: z.string().max(200).optional(),
      }),
    },
    output: z.object({
      behavior: z.enum(["allow", "deny"]),
      updatedInput: z.record(z.string(), z.json()).optional(),
      message: z.string().optional(),
    }),
    // The model of any other harness would see a tool that it must not use.
    isOffered: ({ principal }) =>
      principal.kind === "run" &&
      harnessRow(services.store.runs.get(principal.runId)?.harness)?.asksForPermission === true,
    isListed: ({ principal }) =>
      principal.kind !== "run" ||
      harnessRow(services.store.runs.get(principal.runId)?.harness)?.asksItself !== true,
    // Claude Code 2.1 prefers structured content and then rejects it: it wants a single text block.
    textOnly: true,
    readOnly: false,
    async call({ tool_name: tool, input }, { principal, signal }) {
      if (principal.kind !== "run")
        throw new AppError("FORBIDDEN", "Only an agent's run asks for permission.");
      const { runId } = principal;
      const { approvals, waits } = services;
      const outcome = await waits.during(runId, "person", (ended) =>
        approvals.request({
          ...permissionRequest(permissionFacts(tool, input)),
          formerDetail: writeFormerDetail(input),
          runId,
          preview: { tool, input },
          signal: AbortSignal.any([ended, signal]),
        }),
      );
      const decision =
        outcome.status === "approved"
          ? { behavior: "allow" as const, updatedInput: input }
          : { behavior: "deny" as const, message: toRefusal(outcome) };
      return { text: JSON.stringify(decision), data: decision };
    },
  });
}

/** What earlier versions showed. An approval may have been open during the update. */
function writeFormerDetail(input: Readonly<Record<string, unknown>>): string {
  const { command, ...more } = input;
  if (typeof command !== "string") return JSON.stringify(input, null, 2);
  return Object.keys(more).length === 0 ? command : `${command}\n\n${JSON.stringify(more, null, 2)}`;
}

function toRefusal({ status, text }: { status: string; text?: string }): string {
  if (status === "denied")
    return `A person denied this${text === undefined ? "" : `: ${text}`}. Do not try it in another way.`;
  return "No one gave permission in time. Continue without it, or say in your answer what you need.";
}
