/** What an answer of Discord's API means. */
import { DiscordAPIError, HTTPError, RateLimitError } from "@discordjs/rest";
import { foreignAnswer } from "../adapter/foreign-answer.js";
import { PlatformError } from "../adapter/platform-error.js";

/** The token of an interaction is not valid any more. It says nothing about the bot's own token. */
const INVALID_WEBHOOK_TOKEN = 50_027;
const DEFAULT_RETRY_MS = 5_000;

/** For messages. */
export const PLATFORM = "Discord";

/** @param what names the call, for the message */
export function discordError(error: unknown, what: string): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof RateLimitError)
    return new PlatformError("rate_limited", `Discord limits ${what}`, {
      retryAfterMs: Math.max(error.retryAfter, error.timeToReset),
    });
  if (error instanceof DiscordAPIError) return answered(error, what);
  if (error instanceof HTTPError)
    return new PlatformError("unreachable", `Discord answered ${what} with status ${error.status}`, {
      status: error.status,
    });
  // Its message may contain the address of a webhook, which is a secret.
  const name = error instanceof Error ? error.name : "error";
  return new PlatformError("unreachable", `Discord could not be reached (${what}): ${name}`);
}

function answered({ status, code, message }: DiscordAPIError, what: string): PlatformError {
  // Each refusal of Discord has a number.
  if (typeof code !== "number") return foreignAnswer({ platform: PLATFORM, what });
  const text = `Discord refused ${what}: ${message}`;
  const facts = { said: message, status };
  if (status === 401 && code !== INVALID_WEBHOOK_TOKEN)
    return new PlatformError("unauthorized", `${text}. Check the bot token.`, {
      ...facts,
      step: "check_token",
    });
  if (status === 429)
    return new PlatformError("rate_limited", text, { ...facts, retryAfterMs: DEFAULT_RETRY_MS });
  return new PlatformError(status === 408 ? "unreachable" : "permanent", text, facts);
}
