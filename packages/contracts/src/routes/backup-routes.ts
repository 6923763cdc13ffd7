/** Backups of the home. The archives stay on the daemon's machine because they contain keys. */
import { z } from "zod";
import { fileWhySchema } from "../reply-note.js";
import { workspaceModeSchema } from "../settings/backup.js";
import { limitQuery, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const backupFileSchema = z.object({
  /** Name of the file in the home's `backups` folder. */
  name: z.string(),
  /** Absolute path on the daemon's machine. */
  path: z.string(),
  bytes: z.number().int(),
  createdAt: z.number().int(),
});

/**
 * Files that could not be saved. Files that are excluded on purpose, such as `node_modules` and `.git`, do not count.
 */
export const leftOutSchema = z.object({
  count: z.number().int(),
  /** The first hundred, with their paths in the archive. */
  files: z.array(z.object({ path: z.string(), reason: z.string(), why: fileWhySchema.optional() })),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** What went wrong with the daily backup, until it works again. */
const backupFailureSchema = z.object({
  /** `make`: there is no new backup. `copy`: there is one, but only in the home. */
  stage: z.enum(["make", "copy"]),
  reason: z.string(),
  place: z.string().nullable(),
  since: z.number().int(),
});

/** What is known of the daily backup beyond its files. */
export const dailyBackupStateSchema = z.object({
  /** The newest daily backup that is whole at the target. */
  copied: z.object({ name: z.string(), place: z.string(), at: z.number().int() }).nullable(),
  failure: backupFailureSchema.nullable(),
});

export type DailyBackupState = z.infer<typeof dailyBackupStateSchema>;

/** The daily backup: what is set, what worked, and what the target has. */
export const backupStatusSchema = dailyBackupStateSchema.extend({
  daily: z.boolean(),
  at: z.string(),
  keep: z.number().int(),
  target: z
    .object({
      place: z.string(),
      /** Newest first, also those of other homes. */
      files: z.array(backupFileSchema.omit({ path: true })),
      /** Why it cannot be read. */
      problem: z.string().nullable(),
    })
    .nullable(),
});
export type BackupStatus = z.infer<typeof backupStatusSchema>;

export const backupRoutes = {
  runDailyBackup: route(
    {
      method: "POST",
      path: "/api/backups/daily",
      scope: "write",
      summary: "Make the daily backup now, and copy it to its target",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => okSchema.extend({ ...dailyBackupStateSchema.shape }),
    },
  ),
  getBackupStatus: route(
    {
      method: "GET",
      path: "/api/backup-status",
      scope: "read",
      summary: "Show the daily backup, its last failure, and the backups at its target",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => backupStatusSchema,
    },
  ),
  createBackup: route(
    {
      method: "POST",
      path: "/api/backups",
      scope: "write",
      summary: "Create a backup of the home; the daemon keeps working",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z.strictObject({
          /** Which files of the agents' workspaces: those that define the agents, all, or none. */
          workspaces: workspaceModeSchema.default("memory"),
        }),
      response: () =>
        okSchema.extend({
          backup: backupFileSchema.extend({
            version: z.string(),
            schema: z.number().int(),
            members: z.number().int(),
            workspaces: workspaceModeSchema,
            leftOut: leftOutSchema,
          }),
        }),
    },
  ),
  listBackups: route(
    {
      method: "GET",
      path: "/api/backups",
      scope: "read",
      summary: "List backups, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ limit: limitQuery(100) }),
      response: () => z.array(backupFileSchema),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
