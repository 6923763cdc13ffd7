/** Calls of Slack's Web API. Whoever calls decides about repetitions: a reply waits in the outbox, not here. */
import { type Logger, LogLevel, WebClient, type WebClientOptions } from "@slack/web-api";
import { slackError } from "./slack-error.js";
import type { SlackSettings } from "./slack-settings.js";

const CALL_MS = 30_000;
export const UPLOAD_MS = 240_000;

export interface CallOptions {
  /** Names the call, for errors. */
  readonly what: string;
  readonly signal: AbortSignal;
  readonly limitMs?: number;
}

export interface SlackCalls {
  /** Aborts when Slack does not accept a token any more; its reason is the error. */
  readonly revoked: AbortSignal;
  /** @throws PlatformError */
  call<T>(options: CallOptions, use: (api: WebClient) => Promise<T>): Promise<T>;
  /** As `call`, with the token of the app instead of that of the bot. */
  callAsApp<T>(options: CallOptions, use: (api: WebClient) => Promise<T>): Promise<T>;
}

const ignore = (): void => {};
/** Texts of people are in what it would write. */
const SILENT: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  setName: ignore,
  getLevel: () => LogLevel.ERROR,
};

export function createSlackCalls({ token, appToken, apiRoot }: SlackSettings): SlackCalls {
  const revoked = new AbortController();
  const calling =
    (auth: string): SlackCalls["call"] =>
    async ({ what, signal, limitMs = CALL_MS }, use) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
      const options: WebClientOptions = {
        slackApiUrl: apiRoot,
        logger: SILENT,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        // The client knows no signals, so each call has a client of its own.
        fetch: (url, init) => fetch(url, { ...init, signal: limit } as RequestInit),
      };
      try {
        return await use(new WebClient(auth, options));
      } catch (error) {
        const failure = slackError(error, what);
        if (failure.kind === "unauthorized") revoked.abort(failure);
        throw failure;
      }
    };
  return { revoked: revoked.signal, call: calling(token), callAsApp: calling(appToken) };
}
