/** What a change of the settings would do, for a person who decides about it: both states masked, and guards that get weaker. */
import { homedir } from "node:os";
import { type GuardChange, isAppError, type Settings } from "@tinyagi/contracts";
import { diffJson, maskSecrets, parseSettings, shownChanges, weakenings } from "@tinyagi/home";

export interface SettingsPreview {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  /** Places of secrets that change and look the same behind their masks. */
  alike: string[];
  weaker: GuardChange[];
}

/**
 * @param before text of a settings file; `after` alike
 * @returns undefined when `before` is not valid: it can be mended, and not be compared
 * @throws AppError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE` for `after`
 */
export function previewSettings(before: string, after: string): SettingsPreview | undefined {
  const to = parseSettings(after).settings;
  const from = getSettings(before);
  if (from === undefined) return undefined;
  const masked = { before: maskSecrets(from), after: maskSecrets(to) };
  const shown = new Set(listPlaces(masked.before, masked.after));
  return {
    ...masked,
    alike: listPlaces(from, to).filter((place) => !shown.has(place)),
    weaker: shownChanges(weakenings(from, to, homedir())),
  };
}

function getSettings(text: string): Settings | undefined {
  try {
    return parseSettings(text).settings;
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

function listPlaces(before: unknown, after: unknown): string[] {
  return diffJson(before, after).map(({ path }) => path.join("."));
}
