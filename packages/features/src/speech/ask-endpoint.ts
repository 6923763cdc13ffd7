/**
 * Asks an endpoint with OpenAI's API for the text of a recording: `POST {base}/audio/transcriptions`. Guarantees: one request;
 * no redirect is followed, because it would carry the recording and the key elsewhere; the answer is read up to a limit; it
 * tells a request that cannot have cost anything from one that may have.
 */

import { errorCode, readJson } from "@tinyagi/base";
import { transcriptionAnswerSchema } from "@tinyagi/contracts";
import type { RecordingFormat } from "./recording-format.js";

const ANSWER_MAX_BYTES = 4 * 1_024 * 1_024;

interface EndpointRequest {
  readonly baseUrl: string;
  readonly key: string | undefined;
  readonly model: string;
  readonly language?: string | undefined;
  readonly bytes: Buffer;
  readonly format: RecordingFormat;
  /** The same for each request about the same recording: an endpoint that knows it takes no money twice. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/**
 * `down`: it was not reached, or answered that it cannot now; nothing was paid. `unknown`: the request was sent and has no
 * answer.
 */
export type EndpointAnswer =
  | { readonly kind: "text"; readonly text: string; readonly seconds?: number | undefined }
  | { readonly kind: "down"; readonly retryAfterMs?: number | undefined }
  | { readonly kind: "login" | "refused" | "unknown" };

/** What fetch reports when no connection was made, so that nothing was sent. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "EHOSTDOWN"],
  ...["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT", "EADDRNOTAVAIL", "EPROTO"],
  ...["CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN"],
  ...["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "ERR_TLS_CERT_ALTNAME_INVALID"],
]);
const LOGIN: ReadonlySet<number> = new Set([401, 402, 403]);
const BUSY: ReadonlySet<number> = new Set([408, 425, 429]);

/** @throws the reason of the signal, if it ended the request before it was sent */
export async function callEndpoint(request: EndpointRequest): Promise<EndpointAnswer> {
  const { key, id, signal } = request;
  signal.throwIfAborted();
  try {
    const response = await fetch(`${request.baseUrl.replace(/\/$/, "")}/audio/transcriptions`, {
      method: "POST",
      headers: {
        accept: "application/json",
        "idempotency-key": id,
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: toForm(request),
      redirect: "manual",
      signal,
    });
    return await toAnswer(response);
  } catch (error) {
    return NOT_CONNECTED.has(getCode(error)) ? { kind: "down" } : { kind: "unknown" };
  }
}

function toForm({ bytes, format, model, language }: EndpointRequest): FormData {
  const form = new FormData();
  // The name of the sender's file is nobody's business, and only its ending counts.
  const file = new Blob([new Uint8Array(bytes)], { type: format.type });
  form.set("file", file, `recording.${format.ending}`);
  form.set("model", model);
  form.set("response_format", "json");
  if (language !== undefined) form.set("language", language);
  return form;
}

async function toAnswer(response: Response): Promise<EndpointAnswer> {
  const { status, ok, headers } = response;
  if (!ok) {
    await response.body?.cancel();
    if (LOGIN.has(status)) return { kind: "login" };
    if (status < 500 && !BUSY.has(status)) return { kind: "refused" };
    const seconds = Number(headers.get("retry-after") ?? Number.NaN);
    return seconds >= 0 ? { kind: "down", retryAfterMs: seconds * 1_000 } : { kind: "down" };
  }
  const parsed = transcriptionAnswerSchema.safeParse(await readJson(response, ANSWER_MAX_BYTES));
  if (!parsed.success) return { kind: "refused" };
  const { text, duration, usage } = parsed.data;
  return { kind: "text", text, seconds: usage?.seconds ?? duration };
}

/** fetch hides the code in the cause. */
function getCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const inner = cause instanceof AggregateError ? cause.errors.at(-1) : cause;
  return errorCode(cause) || errorCode(inner);
}
