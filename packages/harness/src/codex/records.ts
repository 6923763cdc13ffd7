/**
 * What codex keeps of the sessions of an agent: what was said, and its databases. Each agent has its own, so that the commands
 * of one learn nothing of another. In a sandbox around codex they are mounted over those of the user; without one, rules close
 * them to commands.
 */
import { copyFile, link, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { errorCode } from "@tinyagi/base";
import type { HarnessRequest } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { getRecord } from "./quota.js";

const AGENTS = "tinyagi-agents";
const SESSIONS = "sessions";
const DATABASES = "databases";
/** Of the user, and of releases that shared them. */
const SHARED = ["archived_sessions", "shell_snapshots", "log", "history.jsonl"];
const DATABASE_END = ".sqlite";
/** What belongs to a database comes and goes. */
const BESIDE = ["", "-wal", "-shm", "-journal"];

export interface CodexRecords {
  /** The agent's own. It is laid out as the folder of codex is. */
  readonly folder: string;
  readonly databases: string;
  /** Arguments of bubblewrap that put the agent's own in the place of all others. */
  readonly mounts: readonly string[];
  /** What rules must close where there are no mounts. */
  readonly closed: readonly string[];
}

/**
 * Makes the folders of an agent.
 *
 * @param home the folder of codex
 * @returns undefined for a run that may read everything
 */
export async function openRecords(
  home: string,
  { agentId, permissions }: Pick<HarnessRequest, "agentId" | "permissions">,
): Promise<CodexRecords | undefined> {
  if (permissions === "bypass" || permissions === "container") return undefined;
  const folder = folderOf(home, agentId);
  for (const path of [join(home, SESSIONS), join(folder, SESSIONS), join(folder, DATABASES)])
    await mkdir(path, { recursive: true, mode: 0o700 });
  const earlier = (await readdir(home)).filter((name) => name.endsWith(DATABASE_END)).toSorted();
  const beside = earlier.flatMap((name) => BESIDE.map((end) => `${name}${end}`));
  const shared = [...SHARED, ...beside].map((name) => join(home, name));
  const [all, own, realHome] = await Promise.all([join(home, AGENTS), folder, home].map(resolveRealPath));
  const masks = await Promise.all(shared.map(toMask));
  return {
    folder,
    databases: join(folder, DATABASES),
    mounts: [
      ...["--tmpfs", all ?? home, "--bind", own ?? home, own ?? home],
      ...["--bind", join(own ?? home, SESSIONS), join(realHome ?? home, SESSIONS)],
      ...masks.flat(),
    ],
    closed: [join(home, SESSIONS), join(home, AGENTS), ...shared],
  };
}

/** Brings the record of a session to where codex looks for it now: it may have begun in another mode, or before agents had their own. */
export async function bringRecord(
  home: string,
  { agentId, sessionId }: Pick<HarnessRequest, "agentId" | "sessionId">,
  { toAgent }: { readonly toAgent: boolean },
): Promise<void> {
  if (sessionId === undefined) return;
  const own = folderOf(home, agentId);
  const [from, to] = toAgent ? [home, own] : [own, home];
  if ((await getRecord(to, sessionId)) !== undefined) return;
  const record = await getRecord(from, sessionId);
  if (record === undefined) return;
  const target = join(to, relative(from, record));
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  try {
    // One file with two names: neither falls behind.
    await link(record, target);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    await copyFile(record, target);
  }
}

function folderOf(home: string, agentId: string): string {
  return join(home, AGENTS, agentId);
}

async function toMask(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined); // Most users have few of them.
  if (found === undefined) return [];
  const real = await resolveRealPath(path);
  return found.isDirectory() ? ["--tmpfs", real] : ["--ro-bind", "/dev/null", real];
}
