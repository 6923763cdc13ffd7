/** Prepares text from outside for people and logs. Pure. */

const MESSAGE_MAX_CHARS = 500;
/** Names of variables whose values must not appear in a message. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/i;
/** Shorter values are too common: replacing them would change ordinary words. */
const SECRET_MIN_CHARS = 6;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*(?:\u0007|$)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** One short plain text, without control sequences and without the secrets in `env`. */
export function readableMessage(text: string, env: Readonly<Record<string, string>>): string {
  let clean = text.replace(ANSI, "").replace(CONTROL, "").trim();
  for (const [name, value] of Object.entries(env)) {
    if (SECRET_NAME.test(name) && value.length >= SECRET_MIN_CHARS)
      clean = clean.split(value).join(`[${name}]`);
  }
  return clean.length > MESSAGE_MAX_CHARS ? `${clean.slice(0, MESSAGE_MAX_CHARS)}…` : clean;
}
