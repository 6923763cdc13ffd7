/** Skills of an agent: folders in `.agents/skills` of its workspace. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { digestSchema } from "./plugin-routes.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const agentParams = z.object({ id: entityIdSchema });
const skillParams = agentParams.extend({
  skill: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "use the name of a skill's folder"),
});
/** `owner/repo@skill`, `bundled:<name>`, or the absolute path of a folder. */
const ref = z.string({ error: "ref is required" }).min(1, "ref is required").max(1_000);
const fileSchema = z.object({ path: z.string(), size: z.number().int() });

export const skillEntrySchema = z.object({ id: z.string(), name: z.string(), description: z.string() });
export const skillPreviewSchema = z.object({
  ref: z.string(),
  name: z.string(),
  description: z.string(),
  /** SHA-256 over all files; the value for `confirm`. */
  digest: z.string(),
  files: z.array(fileSchema),
  /** Its SKILL.md. */
  content: z.string(),
});

/** The answer of the public registry. Other fields are ignored. */
export const registryAnswerSchema = z.object({
  skills: z
    .array(
      z.object({
        id: z.string().optional(),
        skillId: z.string().optional(),
        name: z.string(),
        source: z.string().optional(),
        installs: z.number().optional(),
      }),
    )
    .max(1_000),
});

export const skillRoutes = {
  listSkills: route(
    {
      method: "GET",
      path: "/api/agents/:id/skills",
      scope: "read",
      callers: ["run"],
      summary: "List an agent's skills",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => z.array(skillEntrySchema),
    },
  ),
  searchSkills: route(
    {
      method: "GET",
      path: "/api/agents/:id/skills/registry",
      scope: "read",
      callers: ["run"],
      summary: "Search the public registry for skills; an empty query finds nothing",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      query: () => z.object({ query: z.string().max(200).default("") }),
      response: () =>
        z.object({
          results: z.array(
            z.object({ ref: z.string(), installs: z.string().optional(), url: z.string().optional() }),
          ),
          raw: z.string().optional(),
        }),
    },
  ),
  previewSkill: route(
    {
      method: "POST",
      path: "/api/agents/:id/skills/preview",
      scope: "write",
      summary: "Fetch a skill and show what would be installed; changes nothing",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      body: () => z.strictObject({ ref }),
      response: () => skillPreviewSchema,
    },
  ),
  installSkill: route(
    {
      method: "POST",
      path: "/api/agents/:id/skills/install",
      scope: "write",
      summary:
        "Install a skill as the preview showed it; without the preview's digest, answers 409 with what would be installed",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      body: () => z.object({ ref, confirm: digestSchema.optional() }),
      response: () =>
        okSchema.extend({ output: z.string(), skill: skillPreviewSchema.omit({ content: true }) }),
    },
  ),
  getSkill: route(
    {
      method: "GET",
      path: "/api/agents/:id/skills/:skill",
      scope: "read",
      callers: ["run"],
      summary: "Get a skill with its text and files",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => skillParams,
      response: () =>
        skillEntrySchema.extend({
          content: z.string(),
          files: z.array(fileSchema),
          digest: z.string(),
          /** `bundled`, the ref it was installed from, or null for a skill that the agent wrote. */
          source: z.string().nullable(),
          edited: z.boolean(),
        }),
    },
  ),
  removeSkill: route(
    {
      method: "DELETE",
      path: "/api/agents/:id/skills/:skill",
      scope: "write",
      summary: "Remove a skill; a bundled one stays removed",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => skillParams,
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
