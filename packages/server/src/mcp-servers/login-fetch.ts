/**
 * `fetch` for a login at an MCP server. The server names where its logins are: that is a place on the public web or the
 * server's own, never another one of this machine or its networks. A name that leads elsewhere after the check has no
 * certificate there. Follows no redirect, and reads a bounded answer in a bounded time.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { readBody } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { isPublicAddress } from "../web/public-address.js";

const TOTAL_MS = 30_000;
const ANSWER_MAX_BYTES = 256 * 1_024;

/** Longest address that a browser is sent to. */
const TARGET_MAX_CHARS = 8_192;

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * @param server address of the MCP server, which the owner chose
 * @param keys headers for the server alone: whoever gives out its logins does not get them
 */
export function createLoginFetch(server: string, keys: Readonly<Record<string, string>> = {}): Fetch {
  return async (address, init) => {
    const url = new URL(address);
    await assertReachable(url, server);
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(keys)) if (headers.get(name) === value) headers.delete(name);
    const limit = AbortSignal.timeout(TOTAL_MS);
    const signal = init?.signal == null ? limit : AbortSignal.any([init.signal, limit]);
    const answer = await fetch(url, { ...init, headers, redirect: "error", signal });
    const { status, statusText } = answer;
    return new Response(await bounded(answer), { status, statusText, headers: answer.headers });
  };
}

/** Where a browser may be sent for a login. @throws AppError `INVALID_INPUT` */
export async function assertTarget(url: URL, server: string): Promise<void> {
  if (url.username !== "" || url.password !== "" || url.href.length > TARGET_MAX_CHARS)
    throw new AppError("INVALID_INPUT", "The MCP server names no usual address for its login.");
  await assertReachable(url, server);
}

/** The server itself, as it was chosen, or a place on the public web. @throws AppError `INVALID_INPUT` */
async function assertReachable(url: URL, server: string): Promise<void> {
  if (url.origin === new URL(server).origin) return;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isSafe = url.protocol === "https:";
  const found = isSafe ? await addressesOf(host) : [];
  if (found.length > 0 && found.every(isPublicAddress)) return;
  throw new AppError(
    "INVALID_INPUT",
    "The MCP server leads its login to an address that is not on the public web. Nothing was sent there.",
  );
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) > 0) return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

async function bounded(answer: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await readBody(answer, ANSWER_MAX_BYTES);
  if (bytes === undefined) throw new Error(`an answer of more than ${ANSWER_MAX_BYTES} bytes`);
  return bytes.length === 0 ? null : bytes;
}
