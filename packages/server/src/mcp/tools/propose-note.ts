/** Proposes a change of the company's notes. A person decides; nothing changes until then. */
import { MIB, PROPOSAL_STATES } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

export function proposeNoteTool({ callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "propose_note",
    title: "Propose a note",
    description:
      "Propose a new or changed note of the company that all agents share. A person decides, so do not wait. For notes of your own, use remember.",
    input: {
      run: z.strictObject({
        path: z.string().min(1).max(1_000).describe("Such as goals.md or people/acme.md."),
        text: z
          .string()
          .min(1)
          .max(MIB)
          .nullable()
          .describe("The whole note, with name and summary at its start; null to remove it."),
        reason: z.string().max(2_000).describe("Why, in one sentence."),
      }),
    },
    output: z.object({ id: z.string(), path: z.string(), status: z.enum(PROPOSAL_STATES) }),
    readOnly: false,
    async call({ path, text, reason }, context) {
      const body = { path, content: text, reason };
      const proposal = await callRoute("proposeCompanyNote", { body }, context);
      return {
        text: `Proposed the note ${proposal.path}. A person decides; nothing changed yet.`,
        data: { id: proposal.id, path: proposal.path, status: proposal.status },
      };
    },
  });
}
