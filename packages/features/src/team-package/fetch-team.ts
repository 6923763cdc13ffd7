/** Brings a team from an archive or a public repository into a folder, to be read there. Nothing of it is run. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { cloneRepository } from "../skills/clone.js";
import { teamRoot, unpackTeam } from "./package-archive.js";

export interface FetchedTeam extends AsyncDisposable {
  /** Real path; removed when this is disposed. */
  readonly folder: string;
}

export interface FetchOptions {
  hostEnv: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
  /** Protocols of repositories. Default: https. */
  protocols?: readonly string[];
}

/**
 * @param source an archive, or the URL of a repository
 * @throws AppError `INVALID_INPUT` for another URL, `UNAVAILABLE`, and those of `unpackTeam`
 */
export async function fetchTeam(source: string, options: FetchOptions): Promise<FetchedTeam> {
  const { hostEnv, signal, protocols = ["https:"] } = options;
  const isUrl = /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(source);
  if (isUrl && !(URL.canParse(source) && isAllowed(new URL(source), protocols)))
    throw new AppError("INVALID_INPUT", "Use an https:// address without a password.");
  const scratch = await mkdtemp(join(await realpath(tmpdir()), "tinyagi-team-"));
  const dispose = () => rm(scratch, { recursive: true, force: true });
  try {
    if (isUrl) await cloneRepository(new URL(source).href, scratch, { hostEnv, signal });
    else await unpackTeam(source, scratch);
    return { folder: await teamRoot(scratch), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function isAllowed(url: URL, protocols: readonly string[]): boolean {
  return protocols.includes(url.protocol) && url.username === "" && url.password === "";
}
