/**
 * Confirmations that browser sessions wait for, in memory only. Each is bound to one session, one act, the digest of one
 * request and the changes that a person was shown. A code works once, for minutes, and only a few attempts are allowed.
 * Codes leave this module only through `give` and `announced`.
 */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "@tinyagi/base";
import { isAlive } from "@tinyagi/base";
import {
  type ActId,
  AppError,
  type CodeProblem,
  type Confirmation,
  ConfirmationRequired,
  type GuardChange,
} from "@tinyagi/contracts";
import { normalizeCode } from "./code.js";

export const CONFIRMATION_LIFE_MS = 5 * 60_000;
/** Open at the same time of one session, whose oldest ends for a further one. Sessions are few. */
export const OPEN_PER_SESSION = 3;
/** Wrong codes for one confirmation, which then ends. */
export const ATTEMPTS_MAX = 5;
/** Replies that a code is promised to. */
const PROMISED_MAX = 100;
const ID_CHARS = 4;

/** One request of a session. */
export interface ConfirmedRequest {
  readonly sessionId: string;
  /** SHA-256 of method, path and body. */
  readonly digest: string;
  /** What the request brought as its code. */
  readonly code: string | undefined;
}

/** Returns when a person confirmed exactly this; otherwise throws `ConfirmationRequired`. */
export type Consent = (act: ActId, changes: readonly GuardChange[]) => void;

export interface Confirmations {
  /** The consent of one request. It may be asked several times for the same, and uses the code once. */
  consentTo(request: ConfirmedRequest): Consent;
  /** Oldest first. */
  list(): Confirmation[];
  /** A new code, which replaces an earlier one. @param by who gets it. @throws AppError `NOT_FOUND` */
  give(id: string, by: string): { code: string; expiresAt: number };
  /**
   * Promises a confirmation to the reply of a chat command. The code is made when the channel fetches the reply, so that
   * it is neither stored nor shown to others.
   */
  announce(reply: { channel: string; messageId: string; by: string }, id: string): void;
  /** What was promised to a reply; `null` when it has ended since. `undefined`: nothing was promised. */
  announced(reply: {
    channel: string;
    messageId: string;
  }): { confirmation: Confirmation; code: string } | null | undefined;
}

interface Open extends Confirmation {
  readonly sessionId: string;
  readonly requestDigest: string;
  /** Digest of the code; `null` before a person confirmed. */
  code: Buffer | null;
  attempts: number;
}

/** What is told to the journal: the code of a confirmation was given to a person, or was used by the page. */
export type ConfirmationEvent =
  | { type: "confirmation.given"; data: ConfirmationFacts & { by: string } }
  | { type: "confirmation.used"; data: ConfirmationFacts };
type ConfirmationFacts = Pick<Confirmation, "id" | "act"> & { paths: string[] };

export function createConfirmations(options: {
  clock: Clock;
  newCode: () => string;
  record: (event: ConfirmationEvent) => void;
}): Confirmations {
  const { clock, newCode, record } = options;
  const open = new Map<string, Open>();
  /** Confirmation by channel and message. */
  const promised = new Map<string, string>();

  function dropExpired(): void {
    const now = clock.now();
    for (const [id, { expiresAt }] of open)
      if (!isAlive(expiresAt, { lifeMs: CONFIRMATION_LIFE_MS, now })) open.delete(id);
    for (const reply of promised.keys()) if (promised.size > PROMISED_MAX) promised.delete(reply);
  }

  function find({ sessionId, digest }: ConfirmedRequest): Open | undefined {
    return [...open.values()].find((one) => one.sessionId === sessionId && one.requestDigest === digest);
  }

  function create(request: ConfirmedRequest, act: ActId, changes: readonly GuardChange[]): Open {
    const [oldest, ...others] = [...open.values()].filter(({ sessionId }) => sessionId === request.sessionId);
    if (oldest !== undefined && others.length + 1 >= OPEN_PER_SESSION) open.delete(oldest.id);
    const now = clock.now();
    const one: Open = {
      id: freeId(),
      act,
      changes: [...changes],
      createdAt: now,
      expiresAt: now + CONFIRMATION_LIFE_MS,
      sessionId: request.sessionId,
      requestDigest: request.digest,
      code: null,
      attempts: 0,
    };
    open.set(one.id, one);
    return one;
  }

  function freeId(): string {
    for (;;) {
      const id = newCode().slice(0, ID_CHARS).toLowerCase();
      if (!open.has(id)) return id;
    }
  }

  /** Uses the code up. @returns why it was not accepted */
  function redeem(known: Open | undefined, code: string): CodeProblem | null {
    if (known === undefined) return "unknown";
    const normal = normalizeCode(code.replaceAll(/[\s-]/g, ""));
    if (known.code !== null && normal !== null && timingSafeEqual(known.code, digestOf(normal))) {
      open.delete(known.id);
      record({ type: "confirmation.used", data: factsOf(known) });
      return null;
    }
    known.attempts += 1;
    if (known.attempts >= ATTEMPTS_MAX) open.delete(known.id);
    return "wrong";
  }

  return {
    consentTo(request) {
      let granted: string | undefined;
      return (act, changes) => {
        const wanted = JSON.stringify([act, changes]);
        if (granted === wanted) return;
        dropExpired();
        let known = find(request);
        if (known !== undefined && JSON.stringify([known.act, known.changes]) !== wanted) {
          // What stands changed since the person looked: they agreed to something else.
          open.delete(known.id);
          known = undefined;
        }
        const problem = request.code === undefined ? undefined : redeem(known, request.code);
        if (problem === null) {
          granted = wanted;
          return;
        }
        const next = find(request) ?? create(request, act, changes);
        throw new ConfirmationRequired({ ...shown(next), ...(problem === undefined ? {} : { problem }) });
      };
    },
    list() {
      dropExpired();
      return [...open.values()].map(shown);
    },
    give(id, by) {
      const given = give(id);
      note(id, by);
      return given;
    },
    announce({ channel, messageId, by }, id) {
      dropExpired();
      note(id, by);
      promised.set(JSON.stringify([channel, messageId]), id);
    },
    announced({ channel, messageId }) {
      const id = promised.get(JSON.stringify([channel, messageId]));
      if (id === undefined) return undefined;
      dropExpired();
      const one = open.get(id);
      return one === undefined ? null : { confirmation: shown(one), ...give(id) };
    },
  };

  function note(id: string, by: string): void {
    const one = open.get(id);
    if (one !== undefined) record({ type: "confirmation.given", data: { ...factsOf(one), by } });
  }

  function give(id: string): { code: string; expiresAt: number } {
    dropExpired();
    const one = open.get(id);
    if (one === undefined)
      throw new AppError("NOT_FOUND", "Nothing waits for a confirmation with this id. It may have expired.");
    const code = newCode();
    one.code = digestOf(code);
    one.expiresAt = clock.now() + CONFIRMATION_LIFE_MS;
    return { code, expiresAt: one.expiresAt };
  }
}

function factsOf({ id, act, changes }: Open): ConfirmationFacts {
  return { id, act, paths: changes.map(({ path }) => path) };
}

function shown({ id, act, changes, createdAt, expiresAt }: Open): Confirmation {
  return { id, act, changes, createdAt, expiresAt };
}

function digestOf(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}
