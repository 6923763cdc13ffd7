/** What an answer of Slack means. An error of the network may contain headers with a token: it is not passed on. */
import { ErrorCode, type WebAPICallError } from "@slack/web-api";
import { foreignAnswer } from "../adapter/foreign-answer.js";
import { PlatformError, type PlatformErrorKind } from "../adapter/platform-error.js";

const KINDS: Readonly<Record<string, PlatformErrorKind>> = {
  invalid_auth: "unauthorized",
  not_authed: "unauthorized",
  account_inactive: "unauthorized",
  token_revoked: "unauthorized",
  token_expired: "unauthorized",
  // Of an app token, or of a bot token where the other one belongs.
  not_allowed_token_type: "unauthorized",
  ratelimited: "rate_limited",
  rate_limited: "rate_limited",
  message_limit_exceeded: "rate_limited",
  internal_error: "unreachable",
  fatal_error: "unreachable",
  service_unavailable: "unreachable",
  request_timeout: "unreachable",
  team_added_to_org: "unreachable",
};
/** Codes of refusals. What is no JSON comes as the code, too. */
const CODE = /^[a-z][a-z0-9_]{1,99}$/;
/** For messages. */
export const PLATFORM = "Slack";
/** When Slack does not say how long. */
const PAUSE_MS = 30_000;

/** @param what names the call, for the message */
export function slackError(error: unknown, what: string): PlatformError {
  if (error instanceof PlatformError) return error;
  if (!isCallError(error)) {
    const name = error instanceof Error ? error.name : "error";
    return new PlatformError("unreachable", `Slack did not answer (${what}): ${name}`);
  }
  switch (error.code) {
    case ErrorCode.PlatformError:
      return refused(error.data, what);
    case ErrorCode.RateLimitedError:
      return new PlatformError("rate_limited", `Slack asks for a pause (${what})`, {
        retryAfterMs: error.retryAfter * 1_000,
      });
    case ErrorCode.HTTPError:
      // Slack refuses with status 200 and a code. Another status is of its gateways, or of something on the way.
      return new PlatformError("unreachable", `Slack answered ${what} with status ${error.statusCode}.`, {
        status: error.statusCode,
      });
    default:
      return new PlatformError("unreachable", `Slack could not be reached (${what})`);
  }
}

/** The code of a refusal, such as `not_in_channel`. */
export function toRefusal(error: unknown): string | undefined {
  return isCallError(error) && error.code === ErrorCode.PlatformError ? error.data.error : undefined;
}

function refused({ error, needed }: { error: unknown; needed?: unknown }, what: string): PlatformError {
  if (typeof error !== "string" || !CODE.test(error)) return foreignAnswer({ platform: PLATFORM, what });
  const kind = Object.hasOwn(KINDS, error) ? KINDS[error] : undefined;
  const scope = typeof needed === "string" ? ` It needs the scope ${needed.slice(0, 200)}.` : "";
  const text = `Slack refused ${what}: ${error}.${scope}`;
  const facts = { said: scope === "" ? error : `${error}: ${String(needed)}` };
  if (kind === "unauthorized")
    return new PlatformError(kind, `${text} Get the tokens again from https://api.slack.com/apps.`, {
      ...facts,
      step: "slack_tokens",
    });
  if (kind === "rate_limited") return new PlatformError(kind, text, { ...facts, retryAfterMs: PAUSE_MS });
  return new PlatformError(kind ?? "permanent", text, facts);
}

function isCallError(error: unknown): error is WebAPICallError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("slack_webapi_");
}
