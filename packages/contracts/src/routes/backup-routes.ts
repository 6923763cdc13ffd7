/** Backups of the home. The archives stay on the daemon's machine: they hold keys. */
import { z } from "zod";
import { limitQuery, okSchema, type RouteDefinition, SMALL_BODY } from "./route.js";

export const backupFileSchema = z.object({
  /** Name of the file in the home's `backups` folder. */
  name: z.string(),
  /** Absolute path on the daemon's machine. */
  path: z.string(),
  bytes: z.number().int(),
  createdAt: z.number().int(),
});

export const workspaceModeSchema = z.enum(["memory", "all", "none"]);

/** What could not be saved. `node_modules`, `.git` and the like are not meant to be and do not count. */
export const leftOutSchema = z.object({
  count: z.number().int(),
  /** The first hundred, by their place in the archive. */
  files: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

export const backupRoutes = {
  createBackup: {
    method: "POST",
    path: "/api/backups",
    scope: "write",
    summary: "Create a backup of the home; the daemon keeps working",
    body: z.strictObject({
      /** Of the agents' workspaces: what agents are made of, everything, or nothing. */
      workspaces: workspaceModeSchema.default("memory"),
    }),
    response: okSchema.extend({
      backup: backupFileSchema.extend({
        version: z.string(),
        schema: z.number().int(),
        members: z.number().int(),
        workspaces: workspaceModeSchema,
        leftOut: leftOutSchema,
      }),
    }),
    bodyLimit: SMALL_BODY,
  },
  listBackups: {
    method: "GET",
    path: "/api/backups",
    scope: "read",
    summary: "List backups, newest first",
    query: z.object({ limit: limitQuery(100) }),
    response: z.array(backupFileSchema),
    bodyLimit: SMALL_BODY,
  },
} as const satisfies Record<string, RouteDefinition>;
