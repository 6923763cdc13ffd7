/** The settings service as the HTTP handlers see it: masked on the way out, unmasked and validated on the way in. */
import { AppError, type Settings } from "@tinyagi/contracts";
import {
  maskSecrets,
  operatorOnlyChanges,
  type SettingsService,
  type UpdateOptions,
  unmaskSecrets,
  validateSettings,
} from "@tinyagi/core";
import { isBrowserActor, type SettingsPort } from "@tinyagi/server";

/** A change starts from the masked settings, so that a key stays bound to the place it was given for. */
export function settingsPort(service: SettingsService, userHome: string): SettingsPort {
  const write = (author: string, change: (draft: Settings) => unknown, options?: UpdateOptions) =>
    service.update(
      author,
      (draft) => {
        const masked = maskSecrets(draft) as unknown as Settings;
        const next = validateSettings(unmaskSecrets(change(masked), draft), draft, options);
        if (isBrowserActor(author)) assertHarmless(operatorOnlyChanges(draft, next, userHome));
        return next;
      },
      options,
    );
  return {
    current: () => service.current(),
    problem: () => service.problem(),
    masked: () => maskSecrets(service.current()),
    update: write,
  };
}

/** @throws AppError `FORBIDDEN` with the places that need the operator */
function assertHarmless(places: readonly string[]): void {
  if (places.length === 0) return;
  throw new AppError(
    "FORBIDDEN",
    "The settings were not changed: this weakens a wall or reads a key or file of this machine. Use the tinyagi command on this machine.",
    {
      details: places.map((path) => ({ path, message: "only the operator's token may change this" })),
    },
  );
}
