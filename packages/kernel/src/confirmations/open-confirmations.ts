/** The confirmations that wait, and their codes. A code works once, for minutes, and only a few attempts are allowed. */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Clock, isAlive } from "@tinyagi/base";
import {
  type ActId,
  AppError,
  type CodeProblem,
  type Confirmation,
  type GuardChange,
} from "@tinyagi/contracts";
import { normalizeCode } from "./code.js";

export const CONFIRMATION_LIFE_MS = 5 * 60_000;
/** Open at the same time of one session, whose oldest ends for a further one. Sessions are few. */
export const OPEN_PER_SESSION = 3;
/** Wrong codes for one confirmation, which then ends. */
export const ATTEMPTS_MAX = 5;
const ID_CHARS = 4;

/** One request of a session. */
export interface ConfirmedRequest {
  readonly sessionId: string;
  /** SHA-256 of method, path and body. */
  readonly digest: string;
  /** What the request brought as its code. */
  readonly code: string | undefined;
}

export interface Open extends Confirmation {
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

export interface ConfirmationsOptions {
  clock: Clock;
  newCode: () => string;
  record: (event: ConfirmationEvent) => void;
}

export interface OpenConfirmations extends ConfirmationsOptions {
  readonly open: Map<string, Open>;
}

/** Those whose time is over, also on a clock that was set. */
export function dropExpired({ open, clock }: OpenConfirmations): void {
  const now = clock.now();
  for (const [id, { expiresAt }] of open)
    if (!isAlive(expiresAt, { lifeMs: CONFIRMATION_LIFE_MS, now })) open.delete(id);
}

/** The open confirmation of a request. */
export function find({ open }: OpenConfirmations, { sessionId, digest }: ConfirmedRequest): Open | undefined {
  return [...open.values()].find((one) => one.sessionId === sessionId && one.requestDigest === digest);
}

/** A new one. The oldest of a session ends for it when there are too many. */
export function create(
  parts: OpenConfirmations,
  request: ConfirmedRequest,
  { act, changes }: { act: ActId; changes: readonly GuardChange[] },
): Open {
  const { open, clock } = parts;
  const [oldest, ...others] = [...open.values()].filter(({ sessionId }) => sessionId === request.sessionId);
  if (oldest !== undefined && others.length + 1 >= OPEN_PER_SESSION) open.delete(oldest.id);
  const now = clock.now();
  const one: Open = {
    id: freeId(parts),
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

function freeId({ open, newCode }: OpenConfirmations): string {
  for (;;) {
    const id = newCode().slice(0, ID_CHARS).toLowerCase();
    if (!open.has(id)) return id;
  }
}

/** Uses the code up. @returns why it was not accepted */
export function redeem(
  { open, record }: OpenConfirmations,
  known: Open | undefined,
  code: string,
): CodeProblem | null {
  if (known === undefined) return "unknown";
  const normal = normalizeCode(code.replaceAll(/[\s-]/g, ""));
  if (known.code !== null && normal !== null && timingSafeEqual(known.code, computeDigest(normal))) {
    open.delete(known.id);
    record({ type: "confirmation.used", data: factsOf(known) });
    return null;
  }
  known.attempts += 1;
  if (known.attempts >= ATTEMPTS_MAX) open.delete(known.id);
  return "wrong";
}

/** Tells that a person got the code. */
export function noteGiven({ open, record }: OpenConfirmations, id: string, by: string): void {
  const one = open.get(id);
  if (one !== undefined) record({ type: "confirmation.given", data: { ...factsOf(one), by } });
}

/** As `Confirmations.give`. */
export function provide(parts: OpenConfirmations, id: string): { code: string; expiresAt: number } {
  const { open, newCode, clock } = parts;
  dropExpired(parts);
  const one = open.get(id);
  if (one === undefined)
    throw new AppError("NOT_FOUND", "Nothing waits for a confirmation with this id. It may have expired.");
  const code = newCode();
  one.code = computeDigest(code);
  one.expiresAt = clock.now() + CONFIRMATION_LIFE_MS;
  return { code, expiresAt: one.expiresAt };
}

function factsOf({ id, act, changes }: Open): ConfirmationFacts {
  return { id, act, paths: changes.map(({ path }) => path) };
}

function computeDigest(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}
