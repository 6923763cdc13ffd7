/** The backups of a served home. Only one is made at a time. */

import type { Clock } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import type { Store } from "@tinyagi/kernel";
import type { AgentWorkspace } from "./collect-workspace.js";
import {
  type BackupFile,
  createBackup,
  listBackups,
  type MadeBackup,
  type Making,
  removeUnfinished,
} from "./create-backup.js";
import type { WorkspaceMode } from "./manifest.js";

export interface Backups {
  /** @throws AppError `CONFLICT` while another one is being made; the error of `making.check` */
  create(mode: WorkspaceMode, making?: Making): Promise<MadeBackup>;
  /** Resolves when none is being made. */
  idle(): Promise<void>;
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
  async function make(mode: WorkspaceMode, making: Making): Promise<MadeBackup> {
    await removeUnfinished(paths);
    const workspaces = mode === "none" ? [] : await options.workspaces();
    return createBackup({ ...making, paths, version, workspaces, mode, db: store.db, now: clock.now() });
  }
  let busy: Promise<unknown> | undefined;
  return {
    async idle() {
      while (busy !== undefined) await busy.catch(() => undefined);
    },
    async create(mode, making = {}) {
      if (busy !== undefined)
        throw new AppError("CONFLICT", "A backup is already in progress. Wait until it has finished.");
      const work = make(mode, making).finally(() => {
        busy = undefined;
      });
      busy = work;
      return work;
    },
    list: () => listBackups(paths),
  };
}
