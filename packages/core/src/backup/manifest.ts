/**
 * What a backup says of itself: the first member of the archive. It names every other member with size and digest, so
 * that a restore knows what to expect before it reads any of it. Everything here may come from somebody hostile.
 */
import { AppError } from "@tinyagi/contracts";
import { BACKUP_LIMITS } from "./backup-limits.js";

export const MANIFEST = "manifest.json";
export const FORMAT = 1;
const PATH_MAX = 1_024;
/** What may stand at the top of an archive. */
const PLACES = ["tinyagi.db", "settings.json", "files", "chats", "plugins", "workspaces"] as const;

export interface Member {
  path: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** Which files of the agents' workspaces a backup holds: what an agent is made of, everything, or nothing. */
export type WorkspaceMode = "memory" | "all" | "none";

export interface Manifest {
  format: number;
  /** Version of TinyAGI that made it. */
  version: string;
  /** Schema of the database. */
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
    throw invalid("its manifest makes no sense");
  if (manifest.format !== FORMAT) throw invalid("it is of another format; a newer TinyAGI may read it");
  if (!Number.isSafeInteger(manifest.schema) || typeof manifest.version !== "string")
    throw invalid("its manifest makes no sense");
  if (manifest.members.length > BACKUP_LIMITS.members) throw invalid("it has too many members");
  const seen = new Set<string>();
  let total = 0;
  for (const member of manifest.members) {
    assertMember(member, seen);
    total += member.bytes;
  }
  if (total > BACKUP_LIMITS.totalBytes) throw invalid("it is too large");
  if (!seen.has("tinyagi.db")) throw invalid("it holds no database");
  return manifest;
}

function assertMember(member: unknown, seen: Set<string>): void {
  const { path, bytes, sha256 } = (member ?? {}) as Member;
  if (typeof path !== "string" || !isMemberPath(path))
    throw invalid("a member has a path that is not allowed");
  if (seen.has(path)) throw invalid("a member is named twice");
  seen.add(path);
  if (!Number.isSafeInteger(bytes) || bytes < 0 || !/^[0-9a-f]{64}$/.test(sha256))
    throw invalid("a member has no size or digest");
}

/** Relative, without `..` or anything a file system could take for something else, below a known place. */
export function isMemberPath(path: string): boolean {
  if (path.length > PATH_MAX || /[\\\p{Cc}]/u.test(path)) return false;
  const steps = path.split("/");
  if (steps.some((step) => step === "" || step === "." || step === ".." || step.length > 255)) return false;
  return PLACES.some((place) => place === steps[0]) && (steps.length === 1) === /\./.test(steps[0] ?? "");
}

export function invalid(reason: string, cause?: unknown): AppError {
  return new AppError(
    "BACKUP_INVALID",
    `The backup cannot be used: ${reason}. Nothing was changed.`,
    cause === undefined ? {} : { cause },
  );
}
