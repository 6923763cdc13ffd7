/**
 * A daemon elsewhere: named by `--host`, or kept by `tinyagi login`. A token goes only to the address it belongs to, and
 * over plain HTTP only to this machine, unless the person allowed it for that address.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hostInUrl, isLoopback } from "@tinyagi/contracts/host-name";
import { CliError, usageError } from "../error/cli-error.js";
import type { Paths } from "./paths.js";
import { makePrivateDirectory } from "./private-directory.js";

export interface Remote {
  /** Origin, such as `https://box.example`. */
  url: string;
  token: string | undefined;
}

export interface RemoteChoice {
  host: string | undefined;
  tokenFile: string | undefined;
  allowHttp: boolean;
}

const PRIVATE = 0o600;

/** @returns undefined for the daemon of this home @throws CliError usage for an address that is none, or not protected */
export async function resolveRemote(paths: Paths, choice: RemoteChoice): Promise<Remote | undefined> {
  const kept = await readLogin(paths);
  if (choice.host === undefined) {
    if (choice.tokenFile !== undefined)
      throw usageError("--token-file needs --host.", "Name the daemon with --host <url>");
    return kept;
  }
  const url = getOrigin(choice.host, choice.allowHttp || kept?.url === plainOrigin(choice.host));
  if (choice.tokenFile !== undefined) return { url, token: await tokenIn(choice.tokenFile) };
  return { url, token: kept?.url === url ? kept.token : undefined };
}

/** @throws CliError usage */
export function getOrigin(host: string, allowHttp: boolean): string {
  const origin = plainOrigin(host);
  const { protocol, hostname } = new URL(origin);
  if (protocol === "http:" && !isLoopback(hostname) && !allowHttp)
    throw usageError(
      "Plain HTTP would show your token to everyone on the way.",
      "Use https://, or a tunnel: ssh -L 3777:127.0.0.1:3777 <machine>; or add --allow-http in a network you trust",
    );
  return origin;
}

/** The origin of an address; without a protocol, `http` for this machine and `https` for any other. */
function plainOrigin(given: string): string {
  const hasProtocol = /^[a-z]+:\/\//i.test(given);
  const host = hasProtocol ? given : hostInUrl(given);
  try {
    const url = new URL(hasProtocol ? host : `https://${host}`);
    if (!hasProtocol && isLoopback(url.hostname)) url.protocol = "http:";
    const isPlain = url.pathname === "/" && url.search === "" && url.username === "" && url.password === "";
    if (isPlain && (url.protocol === "http:" || url.protocol === "https:"))
      return hasProtocol ? url.origin : new URL(`${url.protocol}//${host}`).origin;
  } catch {
    // Refused below, with the same words.
  }
  throw usageError(
    "--host is not the address of a daemon.",
    "For example: --host https://box.example or --host 127.0.0.1:3777",
  );
}

export async function tokenIn(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new CliError("INVALID_INPUT", "The token file cannot be read.", { hint: "Check its path", cause });
  });
  const token = text.trim();
  if (token === "" || /\s/.test(token)) throw usageError("The token file must contain only the token.");
  return token;
}

/** In the folder of the home that agents cannot enter. */
export function getLoginFile({ tokenFile }: Paths): string {
  return `${dirname(tokenFile)}/login.json`;
}

export async function writeLogin(paths: Paths, remote: Remote): Promise<void> {
  const file = getLoginFile(paths);
  makePrivateDirectory(dirname(file));
  // A file that is there keeps its mode, so it is replaced.
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(remote)}\n`, { mode: PRIVATE, flag: "wx" });
}

/** @returns the address that was forgotten */
export async function removeLogin(paths: Paths): Promise<string | undefined> {
  const kept = await readLogin(paths);
  await rm(getLoginFile(paths), { force: true });
  return kept?.url;
}

async function readLogin(paths: Paths): Promise<Remote | undefined> {
  let text: string;
  try {
    text = await readFile(getLoginFile(paths), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CliError("UNAUTHORIZED", "The kept login cannot be read.", {
      hint: "Log in again: tinyagi login <url>",
      cause: error,
    });
  }
  const { url, token } = parsed(text);
  if (typeof url !== "string" || typeof token !== "string")
    throw new CliError("UNAUTHORIZED", "The kept login is damaged.", {
      hint: "Log in again: tinyagi login <url>",
    });
  return { url, token };
}

function parsed(text: string): Partial<Record<keyof Remote, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // Reported as damaged.
    return {};
  }
}
