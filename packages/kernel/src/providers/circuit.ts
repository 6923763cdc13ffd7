/**
 * The circuit breaker of one provider, of one of its logins or of one of its models. Pure: facts in, the next circuit out. It opens at the first failure that lies in the
 * provider, in its program or in its login, and when several messages in a row fail for unknown reasons. While it is open,
 * no run is paid for in vain: messages wait. When the pause is over, one run tries the provider, and the others wait for its
 * outcome.
 */
import { type FailureCause, getCause, type RunErrorClass, type RunErrorInfo } from "@tinyagi/contracts";
import { type Patience, patienceFor } from "../queue/patience.js";
import { EARLY_PROBE_MS } from "../queue/retry.js";

/** Failures in a row for unknown reasons that open the circuit, of at least {@link MESSAGES_TO_OPEN} messages: one message may be the cause itself. */
export const FAILURES_TO_OPEN = 5;
export const MESSAGES_TO_OPEN = 3;
/** Of failures for unknown reasons. */
const UNKNOWN_PAUSE = { fromMs: 30_000, toMs: 10 * 60_000 };
/** Behind the end of a pause, people are told so many milliseconds more at a time: they read minutes. */
const TOLD_STEP_MS = 60_000;
/** A wait that is longer by this than the one that people know is news. */
const LONGER_MS = 6 * 3_600_000;
/** They say nothing about the provider. */
const NEUTRAL: ReadonlySet<FailureCause> = new Set([
  "cancelled",
  "interrupted",
  "container",
  "budget",
  "empty",
  "turn_limit",
]);
const COUNTED: ReadonlySet<FailureCause> = new Set(["unknown", "stalled"]);

export interface OpenCircuit {
  /** The next run may try the provider then. */
  readonly tryAt: number;
  /** When the provider says that it is back, or as `tryAt`. */
  readonly until: number;
  readonly since: number;
  /** When the last run failed. */
  readonly failedAt: number;
  /** Whether a cheap look has said no since then. Only then its yes is news, and shortens the pause. */
  readonly saidNo: boolean;
  readonly reason: string;
  readonly class: RunErrorClass;
  readonly cause: FailureCause;
  /** Whether `until` is what the provider said. */
  readonly isKnown: boolean;
  /** Another object when this failure is news. */
  readonly told: Told;
}

/** What people know of a pause: each further try that fails in a way that it had before is no news. */
interface Told {
  readonly causes: readonly FailureCause[];
  /** The longest wait that the provider asked for. */
  readonly waitMs: number;
}

export interface Circuit {
  /** Failures in a row. */
  readonly failures: number;
  /** Messages that failed in a row, at most {@link MESSAGES_TO_OPEN}. */
  readonly messages: readonly number[];
  /** How often it opened in a row. */
  readonly trips: number;
  readonly open?: OpenCircuit;
  /** The run that tries the provider. */
  readonly probe?: string;
}

export const CLOSED: Circuit = { failures: 0, messages: [], trips: 0 };

export type Gate = "run" | "probe" | "wait";

export function getGate(circuit: Circuit, now: number): Gate {
  if (circuit.open === undefined) return "run";
  return now >= circuit.open.tryAt && circuit.probe === undefined ? "probe" : "wait";
}

export function withProbe(circuit: Circuit, runId: string): Circuit {
  return { ...circuit, probe: runId };
}

export interface RunEndFacts {
  runId: string;
  messageRowId: number;
  /** Absent after an answer. */
  error?: RunErrorInfo | undefined;
  now: number;
}

export function afterRun(circuit: Circuit, facts: RunEndFacts): Circuit {
  const { error, runId } = facts;
  if (error !== undefined && NEUTRAL.has(getCause(error))) return withoutProbe(circuit, runId);
  const patience = error === undefined ? undefined : patienceFor(error);
  const waits = patience?.kind === "waits";
  // Other failures, such as a refused prompt, are answers of a provider that works.
  if (error === undefined || !(waits || COUNTED.has(getCause(error)))) return CLOSED;
  const failed = {
    ...withoutProbe(circuit, runId),
    failures: circuit.failures + 1,
    messages: [...new Set([...circuit.messages, facts.messageRowId])].slice(0, MESSAGES_TO_OPEN),
  };
  const isProbe = circuit.probe === runId;
  const isRow = failed.failures >= FAILURES_TO_OPEN && failed.messages.length >= MESSAGES_TO_OPEN;
  // A run that started before the circuit opened must not open it again, but it may know better when the provider is back.
  const isLate = circuit.open !== undefined && !isProbe;
  if (isLate) return waits && error.retryAfterMs !== undefined ? opened(failed, error, facts.now) : failed;
  if (!(waits || isProbe || isRow)) return failed;
  return opened({ ...failed, trips: circuit.trips + 1 }, error, facts.now);
}

/**
 * The run that tries it got an answer of a model: the others need not wait for its end. If it fails nevertheless, the next
 * pause is longer than the last one.
 */
export function afterAnswerOf(circuit: Circuit, runId: string): Circuit {
  return circuit.probe === runId ? { failures: 0, messages: [], trips: circuit.trips } : circuit;
}

/** A run ended with a failure of another part of its provider, such as a login that reached its limit. */
export function afterRunElsewhere(
  circuit: Circuit,
  { runId, isProvider }: { runId: string; isProvider: boolean },
): Circuit {
  // A provider that refuses one login, or has no room for one model, is there.
  return isProvider ? CLOSED : withoutProbe(circuit, runId);
}

/** Whether a failure is one of what is paused, and no answer. */
export function isOfProvider(error: RunErrorInfo): boolean {
  const cause = getCause(error);
  return NEUTRAL.has(cause) || COUNTED.has(cause) || patienceFor(error).kind === "waits";
}

/** A cheap look showed that the provider still cannot answer. */
export function afterCheck(circuit: Circuit, now: number): Circuit {
  const { open, trips } = circuit;
  if (open === undefined) return circuit;
  const pause = getPause({ class: open.class, cause: open.cause }, trips + 1);
  const tryAt = now + pause;
  const until = open.isKnown ? open.until : tryAt;
  return { ...circuit, trips: trips + 1, open: { ...open, tryAt, until, saidNo: true } };
}

function opened(circuit: Circuit, error: RunErrorInfo, now: number): Circuit {
  const { open } = circuit;
  const own = now + Math.max(getPause(error, circuit.trips), error.retryAfterMs ?? 0);
  const until = Math.max(own, open?.until ?? 0);
  return {
    ...circuit,
    open: {
      until,
      // It may be back earlier than it said, and what it said may have been misread.
      tryAt: Math.min(until, now + EARLY_PROBE_MS),
      since: open?.since ?? now,
      failedAt: now,
      saidNo: false,
      reason: error.message,
      class: error.class,
      cause: getCause(error),
      isKnown: error.retryAfterMs !== undefined,
      told: mergeReported(error, open?.told),
    },
  };
}

function mergeReported(error: RunErrorInfo, before: Told | undefined): Told {
  const cause = getCause(error);
  const { retryAfterMs: waitMs = 0 } = error;
  if (before === undefined) return { causes: [cause], waitMs };
  if (before.causes.includes(cause) && waitMs <= before.waitMs + LONGER_MS) return before;
  return { causes: [...before.causes, cause], waitMs: Math.max(waitMs, before.waitMs) };
}

/** The next run tries the provider, whatever was tried until now. */
export function withTryAt(circuit: Circuit, now: number): Circuit {
  const { open, probe: _, ...rest } = circuit;
  return open === undefined ? circuit : { ...rest, open: { ...open, tryAt: Math.min(open.tryAt, now) } };
}

/** When it may be back: the same for every reader, and never past. Behind its end it is looked at again and again. */
export function predictEnd({ until }: Pick<OpenCircuit, "until">, now: number): number {
  return until > now ? until : until + (Math.floor((now - until) / TOLD_STEP_MS) + 1) * TOLD_STEP_MS;
}

function getPause(error: Pick<RunErrorInfo, "class" | "cause">, trips: number): number {
  const patience: Patience = patienceFor(error);
  const { fromMs, toMs } = patience.kind === "waits" ? patience : UNKNOWN_PAUSE;
  return Math.min(fromMs * 2 ** Math.max(0, trips - 1), toMs);
}

function withoutProbe({ probe, ...circuit }: Circuit, runId: string): Circuit {
  return probe === undefined || probe === runId ? circuit : { ...circuit, probe };
}
