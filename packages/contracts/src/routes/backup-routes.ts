/** Backups of the home. The archives stay on the daemon's machine because they contain keys. */
import { z } from "zod";
import { limitQuery, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const backupFileSchema = z.object({
  /** Name of the file in the home's `backups` folder. */
  name: z.string(),
  /** Absolute path on the daemon's machine. */
  path: z.string(),
  bytes: z.number().int(),
  createdAt: z.number().int(),
});

export const workspaceModeSchema = z.enum(["memory", "all", "none"]);

/**
 * Files that could not be saved. Files that are excluded on purpose, such as `node_modules` and `.git`, do not count.
 */
export const leftOutSchema = z.object({
  count: z.number().int(),
  /** The first hundred, with their paths in the archive. */
  files: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

export const backupRoutes = {
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
