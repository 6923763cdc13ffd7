/**
 * The only way in which settings change: from the current settings and a wanted change to the next settings, or a
 * refusal. Pure; `checkPlaces` checks the disk afterwards.
 */
import { AppError, type Settings } from "@tinyagi/contracts";
import { isObject } from "./json-tree.js";
import { operatorOnlyChanges } from "./operator-only.js";
import { maskSecrets, unmaskSecrets } from "./secret-mask.js";
import { hasOperatorRights, type SettingsAuthor } from "./settings-author.js";
import type { SettingsMutation, UpdateOptions } from "./settings-change.js";
import { validateSettings } from "./validate-settings.js";

export interface WantedChange {
  author: SettingsAuthor;
  /** Gets the settings with masked secrets, so that a stored key stays bound to its origin. */
  mutate: SettingsMutation;
  options?: UpdateOptions | undefined;
}

/**
 * @param current the current settings; not changed
 * @param userHome home of the user that the daemon runs as
 * @returns the next settings, with full secrets and every default
 * @throws AppError `SETTINGS_INVALID` with every problem; `FORBIDDEN` with the keys that need the operator; the
 * errors of `mutate`
 */
export function decideChange(current: Settings, wanted: WantedChange, userHome: string): Settings {
  const draft = maskSecrets(current) as unknown as Settings;
  const returned: unknown = wanted.mutate(draft);
  const whole = unmaskSecrets(isObject(returned) ? returned : draft, current);
  const next = validateSettings(whole, current, wanted.options);
  if (!hasOperatorRights(wanted.author)) refuseAny(operatorOnlyChanges(current, next, userHome));
  return next;
}

function refuseAny(places: readonly string[]): void {
  if (places.length === 0) return;
  throw new AppError(
    "FORBIDDEN",
    "The settings were not changed: this removes a protection, or reads a key or a file of this machine. Use the tinyagi command on this machine.",
    {
      details: places.map((path) => ({ path, message: "only the operator's token may change this" })),
    },
  );
}
