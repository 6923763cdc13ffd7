/**
 * Hands one encrypted notification to a push service. Guarantees: only over HTTPS, only to addresses of the public internet,
 * to one of those that were checked; no redirect is followed, and of the answer only the status is read. The address came
 * from a browser, so nothing about it is trusted.
 */
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { addressesOf, pinned } from "../web/pinned-lookup.js";
import { isPublicAddress } from "../web/public-address.js";

const ANSWER_MS = 15_000;

/** What became of it. `gone`: the browser has unsubscribed. `later`: try again, after as many seconds if the service said so. */
export type PostOutcome =
  | { readonly kind: "sent" }
  | { readonly kind: "gone" }
  | { readonly kind: "later"; readonly afterS?: number; readonly status: number | null }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "not_public" };

export interface PushRequest {
  readonly endpoint: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface PostOptions {
  /** All addresses of a name. Default: the resolver of the system. */
  readonly resolve?: (host: string) => Promise<string[]>;
  /** Default: those of the public internet. */
  readonly isAllowed?: (address: string) => boolean;
  /** Certificates of push services besides the usual ones. */
  readonly ca?: string;
}

/** @returns the address, or undefined if no notification is sent there whatever its host resolves to */
export function checkedEndpoint(endpoint: string): URL | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  const isPlain = url.username === "" && url.password === "" && url.hash === "";
  return url.protocol === "https:" && isPlain ? url : undefined;
}

/** Never rejects, but when it is aborted. */
export async function postNotice(request: PushRequest, options: PostOptions = {}): Promise<PostOutcome> {
  const { isAllowed = isPublicAddress, resolve } = options;
  const url = checkedEndpoint(request.endpoint);
  if (url === undefined) return { kind: "not_public" };
  const found = await addressesOf(url, resolve);
  if (found.length === 0) return { kind: "later", status: null };
  if (!found.every(isAllowed)) return { kind: "not_public" };
  try {
    const { statusCode = 0, headers } = await ask(url, { ...request, addresses: found, ca: options.ca });
    return toOutcome(statusCode, headers["retry-after"]);
  } catch (error) {
    if (request.signal.aborted) throw error;
    return { kind: "later", status: null };
  }
}

type Ask = PushRequest & { readonly addresses: readonly string[]; readonly ca: string | undefined };

function ask(url: URL, { addresses, ca, body, headers, signal }: Ask): Promise<IncomingMessage> {
  return new Promise((settle, reject) => {
    const request = https.request(url, {
      method: "POST",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      lookup: pinned(addresses),
      // A connection that another part opened is not one of these addresses.
      agent: false,
      headers: { ...headers, "content-length": String(body.length) },
      maxHeaderSize: 16 * 1_024,
      ...(ca === undefined ? {} : { ca }),
    });
    request.once("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new Error("the push service changes to another protocol"));
    });
    request.once("close", () => reject(new Error("the connection ended without an answer")));
    request.once("response", (answer) => {
      settle(answer);
      answer.destroy();
    });
    request.on("error", reject).end(body);
  });
}

function toOutcome(status: number, retryAfter: string | undefined): PostOutcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 404 || status === 410) return { kind: "gone" };
  if (status !== 429 && status < 500) return { kind: "refused", status };
  const afterS = Number(retryAfter);
  return { kind: "later", status, ...(Number.isFinite(afterS) && afterS > 0 ? { afterS } : {}) };
}
