/** Counts while files are collected for a backup, so that too many are noticed before all of them are copied. */
import { AppError } from "@tinyagi/contracts";
import { type BackupLimits, GIB, MIB } from "./backup-limits.js";
import type { Member, WorkspaceMode } from "./manifest.js";

/** What to do about it, by what of the workspaces was to be saved. */
const ADVICE: Readonly<Record<WorkspaceMode, string>> = {
  all: "Save less of the agents' workspaces: leave out --with-workspaces, and keep the rest with git or another program.",
  memory:
    "Save none of the agents' workspaces, with --no-workspaces, or take what is not needed out of their memory and skills.",
  none: "Take what is not needed out of the folders files, chats and plugins of the home; retention.files removes old files.",
};

export interface Tally {
  /** @throws AppError `CONFLICT` when this member is one too many */
  add(member: Member): void;
  /** @throws AppError `CONFLICT` when the manifest is too long to be read again */
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
      if (total > limits.totalBytes) throw tooMuch(`${sizeOf(limits.totalBytes)} of files`);
    },
    assertManifest(text) {
      if (Buffer.byteLength(text) > limits.manifestBytes)
        throw tooMuch(`a list of files of ${sizeOf(limits.manifestBytes)}`);
    },
  };
}

function sizeOf(bytes: number): string {
  if (bytes >= GIB) return `${bytes / GIB} GiB`;
  return bytes >= MIB ? `${bytes / MIB} MiB` : `${bytes} bytes`;
}
