/** What an answer of the Bot API means. Errors of the network contain the address with the token: they are not passed on. */

import { PORTAL_WORDS } from "@tinyagi/contracts";
import { GrammyError, HttpError } from "grammy";
import { foreignAnswer } from "../adapter/foreign-answer.js";
import { PlatformError } from "../adapter/platform-error.js";

/** For messages. */
export const PLATFORM = "Telegram";

/** @param what names the call, for the message */
export function telegramError(error: unknown, what: string): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof GrammyError) return answered(error, what);
  if (error instanceof HttpError && isNoData(error.error))
    return new PlatformError("unreachable", `Telegram could not be reached (${what}): ${PORTAL_WORDS}`, {
      step: "check_proxy",
    });
  if (error instanceof HttpError)
    return new PlatformError("unreachable", `Telegram could not be reached (${what})`);
  const name = error instanceof Error ? error.name : "error";
  return new PlatformError("unreachable", `Telegram did not answer (${what}): ${name}`);
}

function answered({ error_code: code, description, parameters }: GrammyError, what: string): PlatformError {
  // grammY takes any JSON for an answer of Telegram, whatever its types say.
  if (!Number.isInteger(code) || typeof description !== "string")
    return foreignAnswer({ platform: PLATFORM, what });
  const text = `Telegram refused ${what}: ${description}`;
  const facts = { said: description, status: code };
  const seconds = parameters.retry_after;
  if (code === 429)
    return new PlatformError("rate_limited", text, { ...facts, retryAfterMs: (seconds ?? 5) * 1_000 });
  // 404: the token has not even the right form, so there is no such bot.
  if (code === 401 || code === 404)
    return new PlatformError("unauthorized", `${text}. Get it again from @BotFather.`, {
      ...facts,
      step: "botfather",
    });
  if (code === 409) return new PlatformError("conflict", text, { ...facts, step: "stop_other" });
  return new PlatformError(code >= 500 ? "unreachable" : "permanent", text, facts);
}

/** How grammY's client reports an answer that is no JSON, as a page is none. */
function isNoData(error: unknown): boolean {
  return error instanceof Error && "type" in error && error.type === "invalid-json";
}

/** Whether the Bot API refused with a description that begins so. */
export function isRefusal(error: unknown, description: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && description.test(error.description);
}
