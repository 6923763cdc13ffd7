/** Counts files while they are collected for a backup, so that a backup that is too large is detected early. */

import { AppError } from "@tinyagi/contracts";
import { size } from "@tinyagi/views";
import type { BackupLimits } from "./backup-limits.js";
import type { Member, WorkspaceMode } from "./manifest.js";

/** Advice by the workspace mode of the backup. */
const ADVICE: Readonly<Record<WorkspaceMode, string>> = {
  all: "Save less of the agents' workspaces: omit --with-workspaces, and keep the rest with git or another program.",
  memory:
    "Save none of the agents' workspaces, with --no-workspaces, or take what is not needed out of their memory and skills.",
  none: "Remove what is not needed from the folders files, chats and plugins of the home; retention.files removes old files.",
};

export interface Tally {
  /** @throws AppError `CONFLICT` when this member exceeds a limit */
  add(member: Member): void;
  /** @throws AppError `CONFLICT` when a restore would refuse the manifest as too long */
  assertManifest(text: string): void;
}

export function createTally(limits: BackupLimits, mode: WorkspaceMode): Tally {
  let members = 0;
  let total = 0;
  const tooMuch = (what: string) =>
    new AppError(
      "CONFLICT",
      `No backup was made: one may hold ${what}, and this home has more. ${ADVICE[mode]}`,
    );
  return {
    add({ bytes }) {
      members += 1;
      total += bytes;
      if (members > limits.members) throw tooMuch(`${limits.members} files`);
      if (total > limits.totalBytes) throw tooMuch(`${size(limits.totalBytes)} of files`);
    },
    assertManifest(text) {
      if (Buffer.byteLength(text) > limits.manifestBytes)
        throw tooMuch(`a list of files of ${size(limits.manifestBytes)}`);
    },
  };
}
