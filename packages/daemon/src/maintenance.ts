/** Removes old data of a served home in the background, as the settings say. */
import { createRetention, type Retention } from "@tinyagi/features";
import type { Served } from "./served.js";

export function createMaintenance({
  store,
  clock,
  settings,
  paths,
  logFile,
  workspaceRoot,
}: Served): Retention {
  return createRetention({
    store,
    clock,
    log: logFile.log,
    policy: () => settings.current().retention,
    fileFolders: [paths.filesIn, paths.filesOut],
    backups: paths.backups,
    workspaces: workspaceRoot,
  });
}
