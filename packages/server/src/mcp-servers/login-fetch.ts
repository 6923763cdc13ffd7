/**
 * `fetch` for a login at an MCP server. The server names where its logins are: that is a place on the public web or the
 * server's own, never another one of this machine or its networks. Follows no redirect, and reads a bounded answer in a
 * bounded time.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { AppError } from "@tinyagi/contracts";
import { isPublicAddress } from "../web/public-address.js";

const TOTAL_MS = 30_000;
const ANSWER_MAX_BYTES = 256 * 1_024;

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** @param server address of the MCP server, which the owner chose */
export function createLoginFetch(server: string): Fetch {
  const own = new URL(server).host;
  return async (address, init) => {
    const url = new URL(address);
    if (url.host !== own) await assertPublic(url);
    const limit = AbortSignal.timeout(TOTAL_MS);
    const signal = init?.signal == null ? limit : AbortSignal.any([init.signal, limit]);
    const answer = await fetch(url, { ...init, redirect: "error", signal });
    const { status, statusText, headers } = answer;
    return new Response(await bounded(answer), { status, statusText, headers });
  };
}

/** @throws AppError `INVALID_INPUT` */
async function assertPublic(url: URL): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const found = isIP(host) > 0 ? [host] : (await lookup(host, { all: true })).map(({ address }) => address);
  if (url.protocol === "https:" && found.length > 0 && found.every(isPublicAddress)) return;
  throw new AppError(
    "INVALID_INPUT",
    "The MCP server leads its login to an address that is not on the public web. Nothing was sent there.",
  );
}

async function bounded(answer: Response): Promise<Uint8Array | null> {
  if (answer.body === null) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > ANSWER_MAX_BYTES) throw new Error(`an answer of more than ${ANSWER_MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return size === 0 ? null : Buffer.concat(chunks);
}
