/**
 * Reads a page of the public web with GET. A name is resolved once, every address of it must be public, and the connection
 * goes to one of exactly these, so that a name cannot lead elsewhere between check and use. Each redirect is a new page.
 * A proxy of the environment is used as by the rest of the daemon, and asked for that address, never for the name.
 */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { pipeline, type Readable, type Transform } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { AppError } from "@tinyagi/contracts";
import { addressesOf, pinned } from "./pinned-lookup.js";
import { isPublicAddress } from "./public-address.js";

const REDIRECTS_MAX = 5;
export const PAGE_MAX_BYTES = 2 * 1_024 * 1_024;
const TOTAL_MS = 30_000;
const URL_MAX_CHARS = 2_048;
const WEB_PORTS: ReadonlySet<string> = new Set(["", "80", "443", "8080", "8443"]);
const TEXT_TYPE = /^(text\/[a-z0-9.+-]+|application\/(json|xml|xhtml\+xml|[a-z0-9.-]+\+(json|xml)))\b/i;

export interface FetchedPage {
  readonly url: string;
  readonly status: number;
  /** Without parameters; empty when the page says nothing. */
  readonly type: string;
  readonly body: string;
  readonly isCut: boolean;
}

export interface PageOptions {
  readonly signal: AbortSignal;
  /** All addresses of a name. Default: the resolver of the system. */
  readonly resolve?: ((host: string) => Promise<string[]>) | undefined;
  /** Default: those of the public internet. */
  readonly isAllowed?: ((address: string, url: URL) => boolean) | undefined;
}

/** @throws AppError `INVALID_INPUT` for an address that is not fetched, `UNAVAILABLE`, `TIMED_OUT` */
export async function fetchPage(address: string, options: PageOptions): Promise<FetchedPage> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(TOTAL_MS)]);
  let url = checkedUrl(address);
  try {
    for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
      const answer = await ask(url, { ...options, signal });
      const next = findRedirect(answer, url);
      if (next === undefined) return await toPage(answer, url);
      answer.destroy();
      url = checkedUrl(next);
    }
  } catch (error) {
    options.signal.throwIfAborted();
    throw toFailure(error, signal);
  }
  throw new AppError("UNAVAILABLE", `The page redirects more than ${REDIRECTS_MAX} times.`);
}

function checkedUrl(address: string): URL {
  const url = address.length <= URL_MAX_CHARS && URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new AppError("INVALID_INPUT", "Give an http:// or https:// address.");
  if (url.username !== "" || url.password !== "")
    throw new AppError("INVALID_INPUT", "An address with a user or password is not fetched.");
  return url;
}

function notPublic(): AppError {
  return new AppError(
    "INVALID_INPUT",
    "This address is not on the public web. Addresses of this machine and of private networks are not fetched.",
  );
}

async function ask(url: URL, { signal, resolve, isAllowed }: PageOptions): Promise<IncomingMessage> {
  const allowed = (address: string) =>
    isAllowed?.(address, url) ?? (isPublicAddress(address) && WEB_PORTS.has(url.port));
  const found = await addressesOf(url, resolve);
  // A proxy may know more names than this machine. What they lead to cannot be checked here.
  if (found.length === 0)
    throw new AppError("UNAVAILABLE", "The page cannot be read: its name has no address on this machine.");
  if (!found.every(allowed)) throw notPublic();
  const client = url.protocol === "https:" ? https : http;
  return new Promise((settle, reject) => {
    const request = client.request(url, {
      signal,
      lookup: pinned(found),
      // A connection that another part opened is not one of these addresses.
      agent: false,
      headers: {
        accept: "text/html, text/plain, application/json;q=0.9, */*;q=0.1",
        "accept-encoding": "gzip, deflate, br",
        "user-agent": "TinyAGI (web_fetch)",
      },
      maxHeaderSize: 32 * 1_024,
    });
    // Without a listener, Node ends such a connection without an error, and nothing would ever settle.
    request.once("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new Error("the page changes to another protocol"));
    });
    request.once("close", () => reject(new Error("the connection ended without an answer")));
    request.once("response", settle).on("error", reject).end();
  });
}

function findRedirect({ statusCode = 0, headers }: IncomingMessage, from: URL): string | undefined {
  const to = headers.location;
  if (statusCode < 300 || statusCode >= 400 || to === undefined) return undefined;
  return URL.canParse(to, from.href) ? new URL(to, from).href : to;
}

async function toPage(answer: IncomingMessage, url: URL): Promise<FetchedPage> {
  const [type = ""] = (answer.headers["content-type"] ?? "").split(";", 1);
  if (type !== "" && !TEXT_TYPE.test(type)) {
    answer.destroy();
    throw new AppError("UNAVAILABLE", "The address has no text: it is a file of another kind.");
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of unpacked(answer)) {
    pieces.push(piece);
    size += piece.length;
    if (size > PAGE_MAX_BYTES) break;
  }
  answer.destroy();
  const bytes = Buffer.concat(pieces).subarray(0, PAGE_MAX_BYTES);
  return {
    url: url.href,
    status: answer.statusCode ?? 0,
    type: type.trim().toLowerCase(),
    body: bytes.toString("utf8"),
    isCut: size > PAGE_MAX_BYTES,
  };
}

/** As a stream: what expands without end is read to the limit, and no further. */
function unpacked(answer: IncomingMessage): Readable {
  const unpacker = createUnpacker(answer.headers["content-encoding"]);
  if (unpacker === undefined) return answer;
  // Whoever reads the unpacker gets the error.
  return pipeline(answer, limited, unpacker, () => {});
}

/** What unpacks to nothing has no end either. */
async function* limited(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of packed) {
    yield piece;
    size += piece.length;
    if (size > PAGE_MAX_BYTES) return;
  }
}

/** A page that ends too early is text up to there. */
function createUnpacker(encoding: string | undefined): Transform | undefined {
  const early = { finishFlush: constants.Z_SYNC_FLUSH };
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip(early);
  if (encoding === "deflate") return createInflate(early);
  if (encoding === "br") return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
  return undefined;
}

function toFailure(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof AppError) return error;
  if (signal.aborted) return new AppError("TIMED_OUT", "The page did not answer in time.", { cause: error });
  const code = (error as { code?: unknown }).code;
  const reason = typeof code === "string" ? ` (${code})` : "";
  return new AppError("UNAVAILABLE", `The page cannot be read${reason}.`, { cause: error });
}
