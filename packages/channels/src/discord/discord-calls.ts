/**
 * Calls of Discord's REST API. Guarantees: every failure is a PlatformError; nothing is repeated here, because whoever
 * calls knows what a repetition costs; after Discord refused the token once, it is not asked again.
 */
import { API } from "@discordjs/core/http-only";
import { DefaultRestOptions, type RateLimitData, REST, type RESTOptions } from "@discordjs/rest";
import { isPage, PORTAL_WORDS } from "@tinyagi/contracts";
import { PlatformError } from "../adapter/platform-error.js";
import { discordError } from "./discord-error.js";
import type { DiscordSettings } from "./discord-settings.js";

const CALL_MS = 20_000;
export const UPLOAD_MS = 240_000;
/** A shorter pause is waited for; a longer one goes to the outbox, which has other chats to serve. */
const PAUSE_MAX_MS = 3_000;

export interface CallOptions {
  /** What is called, for errors: "a message". */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Default 20 s. */
  readonly limitMs?: number;
}

export interface DiscordCalls {
  /** @throws PlatformError */
  call<T>(options: CallOptions, act: (api: API, options: { signal: AbortSignal }) => Promise<T>): Promise<T>;
  /** Aborts with a PlatformError when Discord refuses the token. */
  readonly revoked: AbortSignal;
}

export function createDiscordCalls({ token, apiRoot }: DiscordSettings): DiscordCalls {
  const rest = new REST({
    api: apiRoot,
    version: "10",
    retries: 0,
    makeRequest: answersOnly,
    timeout: UPLOAD_MS,
    rejectOnRateLimit: ({ global, timeToReset, retryAfter }: RateLimitData) =>
      global || Math.max(timeToReset, retryAfter) > PAUSE_MAX_MS,
  }).setToken(token);
  const api = new API(rest);
  const revoked = new AbortController();
  return {
    revoked: revoked.signal,
    async call({ what, signal, limitMs = CALL_MS }, act) {
      revoked.signal.throwIfAborted();
      try {
        return await act(api, { signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
      } catch (cause) {
        const error = discordError(cause, what);
        if (error.kind === "unauthorized") revoked.abort(error);
        throw error;
      }
    },
  };
}

/** Discord answers with data, and its gateways with a 5xx. A page of the network would count as an answer, or as a refusal. */
const answersOnly: RESTOptions["makeRequest"] = async (url, init) => {
  const response = await DefaultRestOptions.makeRequest(url, init);
  if (response.status >= 500 || !isPage(response.headers.get("content-type"))) return response;
  throw new PlatformError("unreachable", `Discord could not be reached: ${PORTAL_WORDS}`, {
    step: "check_proxy",
  });
};
