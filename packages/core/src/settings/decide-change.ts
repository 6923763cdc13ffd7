/**
 * The one way in which settings change: from the settings in force and what somebody wants to the settings that
 * follow, or a refusal. Pure; the disk is checked afterwards by `checkPlaces`.
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
  /** Gets the settings with masked secrets, so that a stored key stays bound to the origin it was given for. */
  mutate: SettingsMutation;
  options?: UpdateOptions | undefined;
}

/**
 * @param current settings in force; not changed
 * @param userHome home of the user the daemon runs as
 * @returns the settings that follow, secrets in full, every default filled in
 * @throws AppError `SETTINGS_INVALID` with every problem; `FORBIDDEN` with the places that need the operator;
 *   whatever `mutate` throws
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
