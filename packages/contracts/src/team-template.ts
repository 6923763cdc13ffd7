/**
 * A team as a file that others can use. It contains no keys, environment, paths or permissions: the machine where the
 * team runs decides what its agents may do.
 */
import { z } from "zod";
import { entityIdSchema } from "./id.js";
import { SCHEDULE_TEXT_MAX, scheduleLabelSchema } from "./routes/schedule-routes.js";
import { agentConfigSchema, teamConfigSchema } from "./settings/agent.js";

export const TEAM_TEMPLATE_FORMAT = "tinyagi-team";
const TEXT_MAX_CHARS = 1_024 * 1_024;

const SKILLS_MAX = 200;
const SKILL_FILES_MAX = 200;
const SKILL_FOLDERS_MAX = 6;
/** Printable names without characters that have a meaning in a path or a shell: no `..`, nothing hidden, nothing absolute. */
const FILE_PATH = /^[\p{L}\p{N}_@+][\p{L}\p{N}_.@+ -]{0,119}(\/[\p{L}\p{N}_@+][\p{L}\p{N}_.@+ -]{0,119})*$/u;

const filePath = z
  .string()
  .regex(FILE_PATH, "use a relative path without hidden names and ..")
  .refine((path) => path.split("/").length <= SKILL_FOLDERS_MAX, "its folders are too deep");
/** Text as it is; other bytes as base64. */
const fileContent = z.union([z.string(), z.strictObject({ base64: z.base64() })]);
const skillFiles = z
  .record(filePath, fileContent)
  .refine((files) => Object.keys(files).length <= SKILL_FILES_MAX, `at most ${SKILL_FILES_MAX} files`)
  .refine((files) => Object.hasOwn(files, "SKILL.md"), "a skill has a SKILL.md");

const text = z.string().max(TEXT_MAX_CHARS).optional();
const templateAgentSchema = z.strictObject({
  ...agentConfigSchema.pick({ name: true, provider: true, model: true, role: true, system_prompt: true })
    .shape,
  /** Text of AGENTS.md, SOUL.md and heartbeat.md. */
  agentsFile: text,
  soul: text,
  heartbeat: text,
  /** Names of the skills it had, as information for people. */
  skills: z.array(z.string().max(64)).max(SKILLS_MAX).optional(),
  /** Its own skills, by name and path. Bundled ones are left out, because every home has them. */
  skillFiles: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "use the name of a skill's folder"), skillFiles)
    .refine((skills) => Object.keys(skills).length <= SKILLS_MAX, `at most ${SKILLS_MAX} skills`)
    .optional(),
});
export type TeamTemplateAgent = z.infer<typeof templateAgentSchema>;

const SCHEDULES_MAX = 50;
/** A repeated message of the team. An import adds it switched off: this home decides when it starts. */
const templateScheduleSchema = z.strictObject({
  label: scheduleLabelSchema,
  /** A member, or the team. */
  agentId: entityIdSchema,
  message: z.string().min(1).max(SCHEDULE_TEXT_MAX),
  cron: z.string().min(1).max(200),
  timeZone: z.string().max(64).optional(),
});
export type TeamTemplateSchedule = z.infer<typeof templateScheduleSchema>;

export const teamTemplateSchema = z
  .strictObject({
    format: z.literal(TEAM_TEMPLATE_FORMAT),
    /** 2 since skills have files, 3 since a team has schedules. */
    version: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    team: z.strictObject({ id: entityIdSchema, ...teamConfigSchema.shape }),
    agents: z.record(entityIdSchema, templateAgentSchema),
    schedules: z.array(templateScheduleSchema).max(SCHEDULES_MAX).optional(),
  })
  .refine(
    ({ team, agents }) => [team.leader_agent, ...team.agents].every((id) => Object.hasOwn(agents, id)),
    {
      message: "every member of the team must be one of its agents",
      path: ["team", "agents"],
    },
  )
  .refine(
    ({ team, agents, schedules = [] }) =>
      schedules.every(({ agentId }) => agentId === team.id || Object.hasOwn(agents, agentId)),
    { message: "every schedule must be of the team or one of its agents", path: ["schedules"] },
  );
export type TeamTemplate = z.infer<typeof teamTemplateSchema>;
