/**
 * A team as a file that others can use. It contains no keys, environment, paths or permissions: the machine where the
 * team runs decides what its agents may do.
 */
import { z } from "zod";
import { entityIdSchema } from "./id.js";
import { agentConfigSchema, teamConfigSchema } from "./settings/agent.js";

export const TEAM_TEMPLATE_FORMAT = "tinyagi-team";
const TEXT_MAX_CHARS = 1_024 * 1_024;

const text = z.string().max(TEXT_MAX_CHARS).optional();
const templateAgentSchema = z.strictObject({
  ...agentConfigSchema.pick({ name: true, provider: true, model: true, role: true, system_prompt: true })
    .shape,
  /** Text of AGENTS.md, SOUL.md and heartbeat.md. */
  agentsFile: text,
  soul: text,
  heartbeat: text,
  /** Names of the skills it had, as information for people. */
  skills: z.array(z.string().max(64)).max(200).optional(),
});
export type TeamTemplateAgent = z.infer<typeof templateAgentSchema>;

export const teamTemplateSchema = z
  .strictObject({
    format: z.literal(TEAM_TEMPLATE_FORMAT),
    version: z.literal(1),
    team: z.strictObject({ id: entityIdSchema, ...teamConfigSchema.shape }),
    agents: z.record(entityIdSchema, templateAgentSchema),
  })
  .refine(
    ({ team, agents }) => [team.leader_agent, ...team.agents].every((id) => Object.hasOwn(agents, id)),
    {
      message: "every member of the team must be one of its agents",
      path: ["team", "agents"],
    },
  );
export type TeamTemplate = z.infer<typeof teamTemplateSchema>;
