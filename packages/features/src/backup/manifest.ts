/**
 * The manifest: the first member of a backup. It contains the size and digest of every other member, so that a
 * restore knows what to expect before it reads them. All of it may come from an attacker.
 */
import { AppError } from "@tinyagi/contracts";
import { BACKUP_LIMITS } from "./backup-limits.js";

export const MANIFEST = "manifest.json";
export const FORMAT = 1;
const PATH_MAX = 1_024;
/** Most bytes of one name, as file systems limit them. */
const STEP_MAX_BYTES = 255;
const VERSION_MAX = 100;
/** The latest time that a `Date` can represent, in milliseconds since the epoch. */
const TIME_MAX = 8_640_000_000_000_000;
const WORKSPACE_MODES: readonly unknown[] = ["memory", "all", "none"] satisfies WorkspaceMode[];
/** Names allowed at the top level of an archive. */
const PLACES = ["tinyagi.db", "settings.json", "files", "chats", "plugins", "company", "workspaces"] as const;

export interface Member {
  path: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** Which files of the agents' workspaces a backup contains: those that define the agents, all, or none. */
export type WorkspaceMode = "memory" | "all" | "none";

export interface Manifest {
  format: number;
  /** Version of TinyAGI that made the backup. */
  version: string;
  /** Schema version of the database. */
  schema: number;
  createdAt: number;
  workspaces: WorkspaceMode;
  members: Member[];
}

/** @throws AppError `BACKUP_INVALID` */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("its manifest is not valid JSON");
  }
  const manifest = value as Manifest;
  if (typeof value !== "object" || value === null || !Array.isArray(manifest.members))
    throw invalid("its manifest is not valid");
  if (manifest.format !== FORMAT) throw invalid("it has another format; a newer TinyAGI may read it");
  if (!hasOwnFacts(manifest)) throw invalid("its manifest is not valid");
  if (manifest.members.length > BACKUP_LIMITS.members) throw invalid("it has too many members");
  const seen = new Set<string>();
  let total = 0;
  for (const member of manifest.members) {
    assertMember(member, seen);
    total += member.bytes;
  }
  if (total > BACKUP_LIMITS.totalBytes) throw invalid("it is too large");
  if (!seen.has("tinyagi.db")) throw invalid("it contains no database");
  return manifest;
}

/** Whether the facts about the backup as a whole are valid. */
function hasOwnFacts({ schema, version, createdAt, workspaces }: Manifest): boolean {
  return (
    Number.isSafeInteger(schema) &&
    typeof version === "string" &&
    version.length <= VERSION_MAX &&
    Number.isSafeInteger(createdAt) &&
    Math.abs(createdAt) <= TIME_MAX &&
    WORKSPACE_MODES.includes(workspaces)
  );
}

function assertMember(member: unknown, seen: Set<string>): void {
  const { path, bytes, sha256 } = (member ?? {}) as Member;
  if (typeof path !== "string" || !isMemberPath(path))
    throw invalid("a member has a path that is not allowed");
  if (seen.has(path)) throw invalid("a member is named twice");
  seen.add(path);
  if (
    !Number.isSafeInteger(bytes) ||
    bytes < 0 ||
    typeof sha256 !== "string" ||
    !/^[0-9a-f]{64}$/.test(sha256)
  )
    throw invalid("a member has no size or digest");
}

/**
 * Whether a path is relative, inside a known folder, without `..`, and without names that a file system could change
 * or refuse.
 */
export function isMemberPath(path: string): boolean {
  if (path.length > PATH_MAX || /[\\\p{Cc}\p{Cs}]/u.test(path)) return false;
  const steps = path.split("/");
  const isRefused = (step: string) =>
    step === "" || step === "." || step === ".." || Buffer.byteLength(step) > STEP_MAX_BYTES;
  if (steps.some(isRefused)) return false;
  return PLACES.some((place) => place === steps[0]) && (steps.length === 1) === /\./.test(steps[0] ?? "");
}

export function invalid(reason: string, cause?: unknown): AppError {
  return new AppError(
    "BACKUP_INVALID",
    `The backup cannot be used: ${reason}. Nothing was changed.`,
    cause === undefined ? {} : { cause },
  );
}
