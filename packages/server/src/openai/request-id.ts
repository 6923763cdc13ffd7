/**
 * Which message a request is. OpenAI's clients repeat a request by themselves when a connection breaks or takes too
 * long. Such a repeat must find the conversation that it began, or the agent would do the same work twice.
 */
import { createHash } from "node:crypto";
import type { HttpExchange } from "../route-handlers.js";

/** How long after its end a conversation still answers a repeat. Later, the same text is a new request. */
export const REPEAT_WINDOW_MS = 2 * 60_000;

export interface RequestId {
  /** Ids of all messages with this content begin with it. */
  prefix: string;
  /** The id of the message when the caller chose one. */
  chosen: string | undefined;
  /** Whether the client says that it repeats a request. */
  isRepeat: boolean;
}

/**
 * @param content all that the answer depends on
 * @see https://github.com/openai/openai-node#retries for what clients repeat; they count in `X-Stainless-Retry-Count`
 */
export function resolveRequestId(http: Pick<HttpExchange, "header">, content: readonly string[]): RequestId {
  const key = http.header("idempotency-key")[0];
  const count = Number(http.header("x-stainless-retry-count")[0] ?? 0);
  return {
    prefix: `openai.${digest(JSON.stringify(content))}.`,
    chosen: key === undefined ? undefined : `openai-key.${digest(key)}`,
    isRepeat: count >= 1,
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
