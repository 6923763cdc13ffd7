/** The backups of a served home. Only one is made at a time. */
import { AppError } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import type { HomePaths } from "../home/home-paths.js";
import type { Store } from "../store/store.js";
import type { AgentWorkspace } from "./collect.js";
import { type BackupFile, createBackup, listBackups, type MadeBackup } from "./create-backup.js";
import type { WorkspaceMode } from "./manifest.js";

export interface Backups {
  /** @throws AppError `CONFLICT` while another one is being made */
  create(mode: WorkspaceMode): Promise<MadeBackup>;
  /** Newest first. */
  list(): Promise<BackupFile[]>;
}

export function createBackups(options: {
  store: Store;
  paths: HomePaths;
  clock: Clock;
  version: string;
  /** The current workspaces of the agents. */
  workspaces: () => Promise<readonly AgentWorkspace[]>;
}): Backups {
  const { store, paths, clock, version } = options;
  let busy = false;
  return {
    async create(mode) {
      if (busy)
        throw new AppError("CONFLICT", "A backup is already in progress. Wait until it has finished.");
      busy = true;
      try {
        const workspaces = mode === "none" ? [] : await options.workspaces();
        return await createBackup({ paths, version, workspaces, mode, db: store.db, now: clock.now() });
      } finally {
        busy = false;
      }
    },
    list: () => listBackups(paths),
  };
}
