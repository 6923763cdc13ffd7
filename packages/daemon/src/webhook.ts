/**
 * Signs a webhook call as its sender would, with the secret in the settings file. For the command line on this
 * machine. The secret itself is never returned.
 */
import { readFile } from "node:fs/promises";
import { errorCode } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { parseSettings, resolveSecret } from "@tinyagi/home";
import { signBody } from "@tinyagi/server";

export interface WebhookCall {
  /** Path below the daemon's address. */
  path: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * @param options.env in which `env:NAME` secrets are looked up
 * @throws AppError `NOT_FOUND` for an unknown hook, `SECRET_UNRESOLVED`, `SETTINGS_INVALID`
 */
export async function signWebhookCall(options: {
  settingsFile: string;
  name: string;
  body: string;
  env: Readonly<Record<string, string | undefined>>;
  now: number;
}): Promise<WebhookCall> {
  const { settings } = parseSettings(await toText(options.settingsFile));
  const hook = Object.hasOwn(settings.webhooks, options.name) ? settings.webhooks[options.name] : undefined;
  if (hook === undefined)
    throw new AppError(
      "NOT_FOUND",
      "There is no webhook of this name. List them with `tinyagi webhook list`.",
    );
  const secret = await resolveSecret(hook.secret, { env: options.env });
  return {
    path: `/api/hooks/${options.name}`,
    headers: {
      "content-type": "application/json",
      "x-tinyagi-signature": signBody(options.body, { secret, now: options.now }),
    },
  };
}

async function toText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    // A home without settings has no webhooks.
    if (errorCode(error) === "ENOENT") return "{}";
    throw error;
  }
}
