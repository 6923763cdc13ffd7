/**
 * The circuit breaker of one provider. Pure: facts in, the next circuit out. It opens when several messages in a row
 * fail at the provider, or at once when the provider says that its quota is used up. While it is open, no run is paid for
 * in vain: messages wait. When the wait is over, one run tries the provider, and the others wait for its outcome.
 */
import type { RunErrorClass, RunErrorInfo } from "@tinyagi/contracts";

/** Failures in a row that open the circuit, of at least {@link MESSAGES_TO_OPEN} messages: one message may be the cause itself. */
export const FAILURES_TO_OPEN = 5;
export const MESSAGES_TO_OPEN = 3;
const PAUSE_MS = 30_000;
const PAUSE_MAX_MS = 10 * 60_000;
/** A provider that asks for a longer wait than this has no quota left. */
const QUOTA_WAIT_MS = 60_000;
const COUNTED: ReadonlySet<RunErrorClass> = new Set(["transient", "rate_limited", "auth"]);
/** They say nothing about the provider. */
const NEUTRAL: ReadonlySet<RunErrorClass> = new Set(["cancelled", "interrupted", "budget"]);

export interface Circuit {
  /** Failures in a row. */
  readonly failures: number;
  /** Messages that failed in a row, at most {@link MESSAGES_TO_OPEN}. */
  readonly messages: readonly number[];
  /** How often it opened in a row. */
  readonly trips: number;
  readonly open?: { readonly until: number; readonly reason: string; readonly class: RunErrorClass };
  /** The run that tries the provider. */
  readonly probe?: string;
}

export const CLOSED: Circuit = { failures: 0, messages: [], trips: 0 };

export type Gate = "run" | "probe" | "wait";

export function gateOf(circuit: Circuit, now: number): Gate {
  if (circuit.open === undefined) return "run";
  return now >= circuit.open.until && circuit.probe === undefined ? "probe" : "wait";
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
  if (error !== undefined && NEUTRAL.has(error.class)) return withoutProbe(circuit, runId);
  // Other failures, such as a refused prompt, are answers of a provider that works.
  if (error === undefined || !COUNTED.has(error.class)) return CLOSED;
  const failed = {
    ...withoutProbe(circuit, runId),
    failures: circuit.failures + 1,
    messages: [...new Set([...circuit.messages, facts.messageRowId])].slice(0, MESSAGES_TO_OPEN),
  };
  const isProbe = circuit.probe === runId;
  const isQuota = error.class === "rate_limited" && (error.retryAfterMs ?? 0) > QUOTA_WAIT_MS;
  const isRow = failed.failures >= FAILURES_TO_OPEN && failed.messages.length >= MESSAGES_TO_OPEN;
  // A run that started before the circuit opened must not open it again.
  const isLate = circuit.open !== undefined && !isProbe;
  if (!isQuota && (isLate || !(isProbe || isRow))) return failed;
  return opened({ ...failed, trips: circuit.trips + (isLate ? 0 : 1) }, error, facts.now);
}

function opened(circuit: Circuit, error: RunErrorInfo, now: number): Circuit {
  const pause = Math.min(PAUSE_MS * 2 ** (circuit.trips - 1), PAUSE_MAX_MS);
  const until = now + Math.max(pause, error.retryAfterMs ?? 0);
  return {
    ...circuit,
    open: { until: Math.max(until, circuit.open?.until ?? 0), reason: error.message, class: error.class },
  };
}

function withoutProbe({ probe, ...circuit }: Circuit, runId: string): Circuit {
  return probe === undefined || probe === runId ? circuit : { ...circuit, probe };
}
