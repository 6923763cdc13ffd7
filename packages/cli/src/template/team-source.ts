/** Reads a team from a file, a folder, an archive or a public repository. Runs nothing of it. */
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { CliContext } from "../context/context.js";
import { CliError, usageError } from "../error/cli-error.js";

const URL_START = /^[a-z][a-z0-9+.-]{1,20}:\/\//i;
const ARCHIVE = /\.(?:tgz|tar\.gz)$/i;
const MAKE_ONE = "Create one: tinyagi team export <id> --to <folder>";

export interface ReadTeam {
  /** As a template file would hold it; not checked yet. */
  value: unknown;
  /** Paths that are not part of the format. */
  ignored: string[];
}

/** Whether the word names a place and not an id. */
export function isTeamSource(word: string): boolean {
  return /[/\\.:]/.test(word);
}

/** Where a source is: an absolute path, or the address of a repository. */
export function toPlace(source: string): string {
  return URL_START.test(source) ? source : resolve(source);
}

/** @throws CliError, or AppError of an archive or a repository */
export async function readTeam(context: CliContext, place: string): Promise<ReadTeam> {
  const isUrl = URL_START.test(place);
  if (!isUrl && !ARCHIVE.test(place)) return readLocal(place);
  if (!isUrl) await stat(place).catch((error: unknown) => refuse(place, error));
  const { fetchTeam } = await import("@tinyagi/daemon");
  await using fetched = await fetchTeam(place, { hostEnv: context.env, signal: context.signal });
  return await readFolder(fetched.folder);
}

async function readFolder(path: string): Promise<ReadTeam> {
  const { readTeamFolder } = await import("./team-folder.js");
  return readTeamFolder(path);
}

async function readLocal(path: string): Promise<ReadTeam> {
  const { TEMPLATE_MAX_BYTES } = await import("./team-template.js");
  try {
    const info = await stat(path);
    if (info.isDirectory()) return await readFolder(path);
    if (info.isFile() && info.size <= TEMPLATE_MAX_BYTES)
      return { value: parseJson(await readFile(path, "utf8")), ignored: [] };
  } catch (error) {
    refuse(path, error);
  }
  throw usageError(`${path} is not a template.`, MAKE_ONE);
}

function refuse(path: string, error: unknown): never {
  if (error instanceof CliError) throw error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "PATH_REFUSED") throw error;
  throw usageError(
    `${path} cannot be read${code === "ENOENT" ? ": the file does not exist" : ""}`,
    code === "ENOENT" ? MAKE_ONE : "Check its permissions",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError("INVALID_INPUT", "The template is not valid JSON.", { hint: MAKE_ONE });
  }
}
