/**
 * The only way in which settings change: from the current settings and a wanted change to the next settings, or a
 * refusal. Pure; `checkPlaces` checks the disk afterwards.
 */
import { AppError, type Settings, type SettingsEdit } from "@tinyagi/contracts";
import { cloneJson, diffJson, isObject, type JsonChange } from "./json-tree.js";
import { applyPatch } from "./secret-mask.js";
import { hasOperatorRights, type SettingsAuthor } from "./settings-author.js";
import type { SettingsMutation, UpdateOptions } from "./settings-change.js";
import { placesIn } from "./settings-edit.js";
import { validateSettings } from "./validate-settings.js";
import { shownChanges, type Weakening, weakenings } from "./weakening.js";

export interface RequestedChange {
  author: SettingsAuthor;
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
  const { mutate } = wanted;
  const { whole, edits } = applyPatch(current, toPatch(current, mutate));
  const next = validateSettings(whole, current, wanted.options);
  if (!hasOperatorRights(wanted.author)) assertConsent(wanted.author, weakenings(current, next, userHome));
  return { next, changes: typeof mutate === "function" ? diffJson(current, next) : placesIn(whole, edits) };
}

function toPatch(current: Settings, mutate: SettingsMutation): readonly SettingsEdit[] {
  if (typeof mutate !== "function") return mutate;
  const draft = cloneJson(current);
  const returned: unknown = mutate(draft);
  if (Array.isArray(returned)) return returned as SettingsEdit[];
  return diffJson(current, isObject(returned) ? returned : draft) as SettingsEdit[];
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
