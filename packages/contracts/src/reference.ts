/** What refers to an agent, a team, a custom provider or a project: what a removal changes, and what points nowhere. */
import { z } from "zod";

/**
 * The ways to refer, with what a removal of the other side does. `removed`: the entry loses it. `replaced`: another one
 * takes its place. `stopped`: the entry is turned off. `fails`: the entry stays and fails until it gets another one.
 */
export const REFERENCE_EFFECTS = {
  member: "removed",
  last_member: "removed",
  leader: "replaced",
  default_agent: "replaced",
  default_provider: "fails",
  sender_default: "replaced",
  group: "replaced",
  bot: "fails",
  schedule: "stopped",
  webhook: "fails",
  assignee: "fails",
  provider: "fails",
  fallback: "fails",
  project: "removed",
} as const satisfies Readonly<Record<string, "removed" | "replaced" | "stopped" | "fails">>;

export type ReferenceRole = keyof typeof REFERENCE_EFFECTS;

export const REFERENCE_TARGETS = ["agent", "team", "provider", "project"] as const;
export const referenceTargetSchema = z.enum(REFERENCE_TARGETS, {
  error: `use one of ${REFERENCE_TARGETS.join(", ")}`,
});
export type ReferenceTarget = z.infer<typeof referenceTargetSchema>;

export const referenceSchema = z.object({
  /** How the entry refers to its target. */
  role: z.enum(Object.keys(REFERENCE_EFFECTS) as [ReferenceRole, ...ReferenceRole[]]),
  /** The entry that refers: the id of a team, an agent, a schedule or a webhook; `channel/id` of a sender or group. */
  from: z.string(),
  /** Its name for people; empty when it has none. */
  name: z.string(),
  /** How many entries this stands for: open tasks are counted together. */
  count: z.number().int().min(1),
  target: z.object({ kind: referenceTargetSchema.nullable(), id: z.string() }),
  /** Who takes the place of the target when it is removed. */
  successor: z.string().nullable(),
});
export type Reference = z.infer<typeof referenceSchema>;
