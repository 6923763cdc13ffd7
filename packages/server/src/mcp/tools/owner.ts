/** Whose notes and schedules a tool uses: a run's own agent, or the agent that a person names. */
import { entityIdSchema } from "@tinyagi/contracts";
import type { Principal } from "../../security/principal.js";

/** The field that only people have. */
export const personField = { agent: entityIdSchema.describe("Id of the agent.") };

export function getOwner(input: { agent?: string } | object, principal: Principal): string {
  if (principal.kind === "run") return principal.agentId;
  return "agent" in input && input.agent !== undefined ? input.agent : "";
}
