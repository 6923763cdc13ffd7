/**
 * The shape of a spawn plan: strict, JSON only, no code. Ids start with a letter (JSON keeps the order of such keys)
 * and hold neither `/` nor `.`, which separate levels of the tree and paths into an output.
 */
import { z } from "zod";
import { CLAIM_MAX, LIST_MAX_ITEMS, PLAN_MAX_AGENTS, PROMPT_MAX_CHARS, TEXT_MAX_CHARS } from "../limits.js";
import { checkGuard, type PlanGuard } from "./guard.js";

/** Names found on every object: as ids they would only ever be an attack or an accident. */
const RESERVED_NODE_IDS: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
  "prototype",
]);
export const NODE_ID_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

const nodeId = z
  .string()
  .regex(NODE_ID_PATTERN, "use a letter followed by up to 63 of A-Z a-z 0-9 _ and -")
  .refine((id) => !RESERVED_NODE_IDS.has(id.toLowerCase()), "this name is reserved");
const name = z.string().min(1).max(200);
const text = z.string().max(TEXT_MAX_CHARS);

const guardSchema = z.custom<PlanGuard>().superRefine((value, ctx) => {
  for (const issue of checkGuard(value)) {
    ctx.addIssue({
      code: "custom",
      path: issue.path,
      message: issue.message,
      params: { code: "invalid_guard" },
    });
  }
});

const claimed = z.number().nonnegative().max(CLAIM_MAX);

export const estimateSchema = z.strictObject({
  tokens: claimed.optional(),
  usd: claimed.optional(),
  seconds: claimed.optional(),
});
/** What a run of an agent is expected to consume. */
export type Estimate = z.infer<typeof estimateSchema>;

/** Checks one agent of a plan and fills in its defaults. Strict: unknown fields are errors. */
export const agentSpecSchema = z.strictObject({
  id: nodeId,
  prompt: z
    .string()
    .min(1)
    .max(PROMPT_MAX_CHARS)
    .refine((value) => value.trim() !== "", "must not be blank"),
  agent: name.optional(),
  harness: name.optional(),
  model: name.optional(),
  tools: z
    .array(name)
    .max(LIST_MAX_ITEMS)
    .default(() => []),
  expectedOutput: text.default(""),
  rationale: text.default(""),
  dependsOn: z
    .array(nodeId)
    .max(LIST_MAX_ITEMS)
    .default(() => []),
  /** Those of `dependsOn` this agent can do without: when a guard skipped all the others, it runs all the same. */
  optionalDependsOn: z.array(nodeId).max(LIST_MAX_ITEMS).optional(),
  when: guardSchema.optional(),
  effects: z.enum(["none", "read", "write"]).default("none"),
  claims: z.array(z.string().max(4096)).max(LIST_MAX_ITEMS).optional(),
  estimate: estimateSchema.optional(),
  canSpawn: z.boolean().default(false),
  /** Further attempts after a failed one. Absent: whoever runs the plan decides; `runGraph` makes none. */
  retries: z.number().int().min(0).max(100).optional(),
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional(),
});
/** One agent of a plan, with defaults filled in. */
export type AgentSpec = z.infer<typeof agentSpecSchema>;
/** One agent as written: only `id` and `prompt` are required. */
export type AgentSpecInput = z.input<typeof agentSpecSchema>;
/** What an agent does to its surroundings: nothing, reading, or writing. Writers of one path run one after another. */
export type Effects = AgentSpec["effects"];

/** Checks the shape of a plan and fills in its defaults. Strict: unknown fields are errors. */
export const planSchema = z.strictObject({
  version: z.literal(1),
  goal: text.min(1),
  agents: z.array(agentSpecSchema).min(1).max(PLAN_MAX_AGENTS),
  output: z.union([nodeId, z.array(nodeId).min(1).max(PLAN_MAX_AGENTS)]),
  onFailure: z.enum(["fail-fast", "collect"]).default("fail-fast"),
  rationale: text.optional(),
});
/** A spawn plan, with defaults filled in. */
export type Plan = z.infer<typeof planSchema>;
/** A spawn plan as written. */
export type PlanInput = z.input<typeof planSchema>;
