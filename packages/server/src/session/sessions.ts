/**
 * Browser sessions. A one-time ticket becomes a session. A session ends after idle time, at its maximum age or at
 * logout. Sessions can be saved, so that a restart logs nobody out; tickets are only in memory. Only digests are kept.
 */

import { createHash, randomBytes } from "node:crypto";
import { isAlive } from "@tinyagi/base";

const SECRET_BYTES = 32;
const SECRET_PATTERN = /^[A-Za-z0-9_-]{43}$/;
export const TICKET_LIFE_MS = 30_000;
export const TICKETS_MAX = 32;
export const SESSION_IDLE_MS = 12 * 3_600_000;
export const SESSION_LIFE_MS = 7 * 86_400_000;
export const SESSIONS_MAX = 64;
/** The time of the last use is saved again when the saved one is this old: a write for each request would cost more. */
const SAVE_USE_MS = 3_600_000;

export interface Sessions {
  /** A ticket for one session; undefined while {@link TICKETS_MAX} are open. `expiresAt` in epoch milliseconds. */
  issueTicket(): { ticket: string; expiresAt: number } | undefined;
  /** Redeems a ticket. @returns the secret of the new session; undefined for a used, expired or unknown ticket */
  redeem(ticket: string): { secret: string; sessionId: string } | undefined;
  /** The session of a secret, whose idle time starts again; undefined when there is none. */
  identify(secret: string): string | undefined;
  end(sessionId: string): void;
}

/** A session as it is saved. Times are epoch milliseconds. */
export interface StoredSession {
  /** Digest of the secret: 64 hexadecimal characters. */
  readonly id: string;
  readonly startedAt: number;
  readonly usedAt: number;
}

/** Where sessions are saved. Synchronous: they are few, and a login that was answered must survive a crash. */
export interface SessionStore {
  /** Those of an earlier daemon, the longest unused first. */
  readonly load: () => readonly StoredSession[];
  readonly save: (sessions: readonly StoredSession[]) => void;
}

interface Session {
  startedAt: number;
  usedAt: number;
  /** The time of the last use that was saved. */
  savedAt: number;
}

export interface SessionsOptions {
  /** Epoch milliseconds. */
  now: () => number;
  /** Default: 32 bytes from the system's random generator. */
  random?: () => Buffer;
  /** Default: none, and a restart ends every session. */
  store?: SessionStore;
}

/** Sessions are looked up by digest, so that the time of a comparison reveals nothing about the secret. */
export function createSessions(options: SessionsOptions): Sessions {
  const { now, random = () => randomBytes(SECRET_BYTES), store } = options;
  /** Expiry by digest of the ticket. */
  const tickets = new Map<string, number>();
  /** By digest of the secret; the longest unused session comes first. */
  const sessions = new Map<string, Session>();
  // A clock that was set back must not make a session longer.
  for (const { id, startedAt, usedAt } of store?.load() ?? [])
    if (startedAt <= now()) sessions.set(id, { startedAt, usedAt, savedAt: usedAt });

  function save(): void {
    if (store === undefined) return;
    for (const session of sessions.values()) session.savedAt = session.usedAt;
    store.save([...sessions].map(([id, { startedAt, usedAt }]) => ({ id, startedAt, usedAt })));
  }

  function dropExpired(): void {
    const time = now();
    for (const [key, expiresAt] of tickets)
      if (!isAlive(expiresAt, { lifeMs: TICKET_LIFE_MS, now: time })) tickets.delete(key);
    for (const [key, session] of sessions) if (isOver(session, time)) sessions.delete(key);
  }

  function makeRoom(): void {
    for (const key of sessions.keys()) {
      if (sessions.size < SESSIONS_MAX) return;
      sessions.delete(key);
    }
  }

  return {
    issueTicket() {
      dropExpired();
      if (tickets.size >= TICKETS_MAX) return undefined;
      const ticket = random().toString("base64url");
      const expiresAt = now() + TICKET_LIFE_MS;
      tickets.set(digest(ticket), expiresAt);
      return { ticket, expiresAt };
    },
    redeem(ticket) {
      dropExpired();
      if (!SECRET_PATTERN.test(ticket) || !tickets.delete(digest(ticket))) return undefined;
      makeRoom();
      const secret = random().toString("base64url");
      const sessionId = digest(secret);
      sessions.set(sessionId, { startedAt: now(), usedAt: now(), savedAt: now() });
      save();
      return { secret, sessionId };
    },
    identify(secret) {
      const sessionId = digest(secret);
      const session = sessions.get(sessionId);
      if (session === undefined) return undefined;
      sessions.delete(sessionId);
      if (isOver(session, now())) return undefined;
      session.usedAt = now();
      sessions.set(sessionId, session);
      if (session.usedAt - session.savedAt >= SAVE_USE_MS) save();
      return sessionId;
    },
    end(sessionId) {
      if (sessions.delete(sessionId)) save();
    },
  };
}

function isOver({ startedAt, usedAt }: Session, time: number): boolean {
  const isIdle = !isAlive(usedAt + SESSION_IDLE_MS, { lifeMs: SESSION_IDLE_MS, now: time });
  return isIdle || time - startedAt >= SESSION_LIFE_MS;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
