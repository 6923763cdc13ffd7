/** The settings service as the HTTP handlers see it: masked on the way out, unmasked and validated on the way in. */
import type { Settings } from "@tinyagi/contracts";
import { maskSecrets, type SettingsService, unmaskSecrets, validateSettings } from "@tinyagi/core";
import type { SettingsPort } from "@tinyagi/server";

/** A change starts from the masked settings, so that a key stays bound to the place it was given for. */
export function settingsPort(service: SettingsService): SettingsPort {
  const write = (author: string, change: (draft: Settings) => unknown) =>
    service.update(author, (draft) =>
      validateSettings(unmaskSecrets(change(maskSecrets(draft) as unknown as Settings), draft)),
    );
  return {
    current: () => service.current(),
    problem: () => service.problem(),
    masked: () => maskSecrets(service.current()),
    update: write,
    async merge(author, changes) {
      await write(author, (draft) => ({ ...draft, ...changes }));
    },
  };
}
