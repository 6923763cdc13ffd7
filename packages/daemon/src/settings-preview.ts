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
 * @returns undefined when `before` is not valid: it can be mended, and not be compared
 * @throws AppError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE` for `after`
 */
export function previewSettings(before: string, after: string): SettingsPreview | undefined {
  const to = parseSettings(after).settings;
  const from = settingsOf(before);
  if (from === undefined) return undefined;
  return {
    before: maskSecrets(from),
    after: maskSecrets(to),
    weaker: shownChanges(weakenings(from, to, homedir())),
  };
}

function settingsOf(text: string): Settings | undefined {
  try {
    return parseSettings(text).settings;
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}
