/** Backups: made one at a time, listed from their folder. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type BackupHandlers = Pick<
  RouteHandlers,
  "createBackup" | "listBackups" | "runDailyBackup" | "getBackupStatus"
>;

export function backupHandlers({ backups, dailyBackups }: Services): BackupHandlers {
  return {
    async createBackup({ body }) {
      const { manifest, ...file } = await backups.create(body.workspaces);
      const { version, schema, workspaces, members } = manifest;
      return { ok: true, backup: { ...file, version, schema, workspaces, members: members.length } };
    },
    runDailyBackup: async () => ({ ok: true, ...(await dailyBackups.run()) }),
    getBackupStatus: () => dailyBackups.status(),
    listBackups: async ({ query }) => (await backups.list()).slice(0, query.limit),
  };
}
