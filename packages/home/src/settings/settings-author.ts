/** Who changes the settings. Permissions depend only on `kind`, never on the displayed label. */
import { type GuardChange, restoreLabel } from "@tinyagi/contracts";

export interface SettingsAuthor {
  /** `local`: without a token, where the settings require none. `file`: an edit of settings.json itself. */
  readonly kind: "operator" | "local" | "browser" | "channel" | "run" | "file";
  /** What revisions and events show, e.g. `agent:coder` or `restore of 7 by browser`. */
  readonly label: string;
  /**
   * Of a browser: returns when a person confirmed that exactly these guards get weaker, otherwise throws. Without it
   * the author may weaken nothing.
   */
  readonly consent?: (changes: readonly GuardChange[]) => void;
}

/** A person who edits the file on this machine. */
export const FILE_AUTHOR: SettingsAuthor = { kind: "file", label: "file" };

/** The author of a restore keeps the permissions of the caller. */
export function restoringAuthor(author: SettingsAuthor, revision: number): SettingsAuthor {
  return { ...author, label: restoreLabel(revision, author.label) };
}

/** Whether the author may weaken guards without being asked. */
export function hasOperatorRights({ kind }: SettingsAuthor): boolean {
  return kind === "operator" || kind === "local" || kind === "file";
}
