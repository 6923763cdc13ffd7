/** What a change of the settings would do, for a person who decides about it: both states masked, and guards that get weaker. */
import { homedir } from "node:os";
import type { GuardChange } from "@tinyagi/contracts";
import { maskSecrets, parseSettings, shownChanges, weakenings } from "@tinyagi/core";

export interface SettingsPreview {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  weaker: GuardChange[];
}

/**
 * @param before text of a settings file; `after` alike
 * @throws AppError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`
 */
export function previewSettings(before: string, after: string): SettingsPreview {
  const [from, to] = [parseSettings(before).settings, parseSettings(after).settings];
  return {
    before: maskSecrets(from),
    after: maskSecrets(to),
    weaker: shownChanges(weakenings(from, to, homedir())),
  };
}
