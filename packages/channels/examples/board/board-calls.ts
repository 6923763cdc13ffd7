/** Calls of Board's API. Every failure is a PlatformError, and none of them contains the token. */
import { PlatformError } from "@tinyagi/channels";
import type { z } from "zod";

/** Longer than Board holds a request without messages. A connection that is silent for longer is dead. */
const CALL_MS = 40_000;

export interface Call {
  readonly method?: "GET" | "POST" | "PUT";
  /** Behind the address of the server. */
  readonly path: string;
  /** What is called, for errors: "a message". */
  readonly what: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}

export interface Board {
  /** @throws PlatformError */
  open(call: Call): Promise<Response>;
  /** @throws PlatformError */
  read<T>(schema: z.ZodType<T>, call: Call): Promise<T>;
}

export function createBoard({ token, apiRoot }: { token: string; apiRoot: string }): Board {
  const headers = { authorization: `Bearer ${token}` };

  async function open({ method = "GET", path, what, body, signal }: Call): Promise<Response> {
    try {
      const response = await fetch(apiRoot + path, {
        method,
        headers,
        body: body ?? null,
        signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
        // A redirect could lead anywhere, and would carry the token.
        redirect: "error",
      });
      if (response.ok) return response;
      throw refusal(response, what);
    } catch (error) {
      if (error instanceof PlatformError) throw error;
      throw new PlatformError("unreachable", `Board could not be reached (${what}).`);
    }
  }

  return {
    open,
    async read(schema, call) {
      const answer: unknown = await (await open(call)).json().catch(() => undefined);
      const parsed = schema.safeParse(answer);
      if (parsed.success) return parsed.data;
      throw new PlatformError("unreachable", `Board's answer to ${call.what} cannot be read.`);
    },
  };
}

/** The kind decides what happens next. */
function refusal({ status, headers }: Response, what: string): PlatformError {
  const text = `Board refused ${what} with status ${status}.`;
  if (status === 401)
    return new PlatformError("unauthorized", `${text} Check the token.`, { status, step: "check_token" });
  if (status === 429)
    return new PlatformError("rate_limited", text, {
      status,
      retryAfterMs: Number(headers.get("retry-after") ?? 5) * 1_000,
    });
  return new PlatformError(status >= 500 ? "unreachable" : "permanent", text, { status });
}
