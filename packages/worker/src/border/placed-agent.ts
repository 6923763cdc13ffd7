/** An agent, as a worker must know it to find its workspace and to create what is missing in it. */
import { agentConfigSchema } from "@tinyagi/contracts";
import { z } from "zod";

const placedAgentSchema = z.object({
  /** It names a folder there. */
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
  config: agentConfigSchema,
});
export type PlacedAgent = z.infer<typeof placedAgentSchema>;

/** @returns undefined for what is no agent that this release knows */
export function readPlacedAgent(agent: unknown): PlacedAgent | undefined {
  return placedAgentSchema.safeParse(agent).data;
}
