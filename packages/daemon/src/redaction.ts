/** What the redactor of a daemon knows: the token, the secrets of the settings, and keys in the daemon's environment. */
import type { Settings } from "@tinyagi/contracts";
import { listPlainSecrets } from "@tinyagi/home";
import type { Journal, Redactor } from "@tinyagi/kernel";

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL/i;

/** Learns now, and again whenever the settings change. */
export function learnSecrets(
  redactor: Redactor,
  known: {
    token: string;
    variables: Readonly<Record<string, string | undefined>>;
    settings: () => Settings;
    journal: Pick<Journal, "subscribe">;
  },
): void {
  redactor.learn(known.token);
  for (const [name, value] of Object.entries(known.variables))
    if (SECRET_NAME.test(name) && value !== undefined) redactor.learn(value);
  const learnSettings = () => {
    for (const secret of listPlainSecrets(known.settings())) redactor.learn(secret);
  };
  learnSettings();
  known.journal.subscribe((event) => {
    if (event.type === "settings.changed") learnSettings();
  });
}
