/**
 * `<home>/auth/sessions.json`: the browser sessions, so that a restart logs nobody out. It names the operator's token by
 * its digest: whoever replaces the token ends every session. A file that cannot be read, or that another version wrote,
 * only means a new login.
 */
import { createHash } from "node:crypto";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { errorCode, type Log } from "@tinyagi/base";
import { replaceFileSync } from "@tinyagi/base/replace-file";
import type { SessionStore, StoredSession } from "@tinyagi/server";

const ID = /^[0-9a-f]{64}$/;
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Sessions of an earlier version were cookies, which other programs of this machine may have received. */
const VERSION = 2;

interface Saved {
  version: typeof VERSION;
  /** Digest of the token. */
  token: string;
  sessions: StoredSession[];
}

/** @param options `token` of the operator; `path` in a folder that only its owner can change */
export function createSessionFile(options: { path: string; token: string; log: Log }): SessionStore {
  const { path, log } = options;
  const token = createHash("sha256").update(options.token).digest("hex");
  return {
    load() {
      try {
        const saved = read(path);
        return saved?.token === token ? saved.sessions.filter(isSession) : [];
      } catch (error) {
        log.warn({ err: error }, "saved browser sessions cannot be read; log in again with tinyagi office");
        return [];
      }
    },
    save(sessions) {
      try {
        const saved: Saved = { version: VERSION, token, sessions: [...sessions] };
        replaceFileSync(path, `${JSON.stringify(saved)}\n`);
      } catch (error) {
        log.warn({ err: error }, "browser sessions cannot be saved; they end when the daemon stops");
      }
    },
  };
}

function read(path: string): Saved | undefined {
  let file: number;
  try {
    file = openSync(path, READ);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Saved> | null;
    const isSaved = value?.version === VERSION && typeof value.token === "string";
    return isSaved && Array.isArray(value.sessions) ? (value as Saved) : undefined;
  } finally {
    closeSync(file);
  }
}

function isSession(value: unknown): value is StoredSession {
  const { id, startedAt, usedAt } = (value ?? {}) as Partial<StoredSession>;
  return typeof id === "string" && ID.test(id) && Number.isFinite(startedAt) && Number.isFinite(usedAt);
}
