/**
 * The only way in which settings change: from the current settings and a wanted change to the next settings, or a
 * refusal. Pure; `checkPlaces` checks the disk afterwards.
 */
import { AppError, type Settings } from "@tinyagi/contracts";
import { diffJson, isObject, type JsonChange } from "./json-tree.js";
import { maskSecrets, unmaskSecrets } from "./secret-mask.js";
import { hasOperatorRights, type SettingsAuthor } from "./settings-author.js";
import type { SettingsMutation, UpdateOptions } from "./settings-change.js";
import { applyEdits, placesIn } from "./settings-edit.js";
import { validateSettings } from "./validate-settings.js";
import { shownChanges, type Weakening, weakenings } from "./weakening.js";

export interface RequestedChange {
  author: SettingsAuthor;
  /** Gets the settings with masked secrets, so that a stored key stays bound to its origin. */
  mutate: SettingsMutation;
  options?: UpdateOptions | undefined;
}

export interface Decision {
  /** The next settings, with full secrets and every default. */
  next: Settings;
  /** What the file gets. */
  changes: readonly JsonChange[];
}

/**
 * @param current the current settings; not changed
 * @param userHome home of the user that the daemon runs as
 * @throws AppError `SETTINGS_INVALID` with every problem; `CONFIRMATION_REQUIRED` or `FORBIDDEN` when a guard gets weaker
 * that the author may not weaken; the errors of `mutate`
 */
export function decideChange(current: Settings, wanted: RequestedChange, userHome: string): Decision {
  const draft = maskSecrets(current) as unknown as Settings;
  const { mutate } = wanted;
  const whole = unmaskSecrets(changed(draft, mutate), current);
  const next = validateSettings(whole, current, wanted.options);
  if (!hasOperatorRights(wanted.author)) assertConsent(wanted.author, weakenings(current, next, userHome));
  return { next, changes: typeof mutate === "function" ? diffJson(current, next) : placesIn(whole, mutate) };
}

function changed(draft: Settings, mutate: SettingsMutation): unknown {
  if (typeof mutate !== "function") return applyEdits(draft, mutate);
  const returned: unknown = mutate(draft);
  return isObject(returned) ? returned : draft;
}

function assertConsent({ consent }: SettingsAuthor, found: readonly Weakening[]): void {
  if (found.length === 0) return;
  if (consent !== undefined) {
    consent(shownChanges(found));
    return;
  }
  throw new AppError(
    "FORBIDDEN",
    "The settings were not changed: this weakens a guard. Use the tinyagi command on this machine.",
    { details: found.map(({ path }) => ({ path, message: "only the operator may weaken this" })) },
  );
}
