/**
 * Which key a channel uses: the one that was just entered, a variable of the daemon, or the setting. A variable says
 * nothing about an address, so its key goes only to the platform itself. Otherwise whoever may change `api_root` could
 * have the key sent elsewhere.
 */
import { AppError } from "@tinyagi/contracts";

export interface SecretSources {
  /** The whole name of the setting, and that of the variable, for errors. */
  readonly setting: string;
  readonly variable: string;
  /** The key of a check, entered for the address of this check. */
  readonly entered?: unknown;
  readonly saved: unknown;
  readonly fromVariable: string | undefined;
  /** Another endpoint than the platform's own. */
  readonly apiRoot: unknown;
}

/**
 * Pure.
 *
 * @returns empty when there is none
 * @throws AppError `INVALID_INPUT` when the only key is that of the variable and there is another endpoint
 */
export function channelSecret(sources: SecretSources): string {
  const { entered, saved, fromVariable, apiRoot, setting, variable } = sources;
  // Also an empty one: a stored key was not entered for this address.
  if (entered !== undefined) return isText(entered) ? entered : "";
  if (!isText(fromVariable)) return isText(saved) ? saved : "";
  // The variable counts more than the setting, as in release 0.0.20.
  if (apiRoot === undefined) return fromVariable;
  if (isText(saved)) return saved;
  throw new AppError(
    "INVALID_INPUT",
    `The key in ${variable} is not sent to another api_root. Enter it for this address: tinyagi config set ${setting} env:${variable}`,
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
