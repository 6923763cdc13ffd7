/**
 * What a tool of an agent would do, as its program says before a person allows it. All of it counts: a reader who does not
 * get all must not approve. The program or its agent wrote it, so every text is a claim, and hostile.
 */
import { z } from "zod";

/** One file that would change. */
export const plannedChangeSchema = z.object({
  path: z.string(),
  /** `write`: the whole content is replaced, whether or not the file exists. */
  kind: z.enum(["add", "update", "delete", "write"]),
  /** Where an updated file would be moved to. */
  movedTo: z.string().optional(),
  /** As in a unified diff, without lines that name the files. Of whole new content: its lines, each behind a `+`. */
  diff: z.string(),
});
export type PlannedChange = z.infer<typeof plannedChangeSchema>;

export const permissionFactsSchema = z.object({
  /** How the program calls the tool. */
  tool: z.string(),
  /** The exact command of a shell. */
  command: z.string().optional(),
  /** Where it would run, if that is not the agent's workspace. */
  cwd: z.string().optional(),
  changes: z.array(plannedChangeSchema).optional(),
  /** Why, in the program's or the agent's words. */
  reason: z.string().optional(),
  /** Everything else that the tool would get. Plain JSON. */
  more: z.record(z.string(), z.unknown()).optional(),
});
export type PermissionFacts = z.infer<typeof permissionFactsSchema>;

/** The same in one line, where there is no room for all of it: what a title is made of. */
export const permissionBriefSchema = z.object({
  tool: z.string(),
  /** Nothing but a command, or nothing but files. Neither: only the tool is known, or it does several things. */
  does: z
    .discriminatedUnion("act", [
      z.object({ act: z.literal("run") }),
      z.object({ act: z.literal("change"), kind: plannedChangeSchema.shape.kind, name: z.string() }),
      z.object({ act: z.literal("change_files"), count: z.number().int() }),
    ])
    .optional(),
});
export type PermissionBrief = z.infer<typeof permissionBriefSchema>;
