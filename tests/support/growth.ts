/**
 * Measures how the processor time of a function grows with the length of its text. A function that takes outside text
 * must stay linear: four times the text takes about four times as long. A step that costs more is measured once more
 * between longer texts, because memory that a text no longer fits into makes one step of a linear function look steep.
 *
 * Guarantees: a function that never ends fails its measurement after {@link DEADLINE_MS} and does not stop the run.
 */
import { runInThisContext } from "node:vm";

/** Characters of the text that is measured first. The second one is four times as long. */
const LENGTH = 5_000;
const FACTOR = 4;
const FEW = 40;
/** A longer text that takes no longer than this is fast enough, however the times compare. */
const FAST_MS = 20;
/** The factor that is still linear: garbage collection and a loaded machine double a time now and then. */
const RATIO_MAX = 9;
/** How long one call may take. A linear one takes a few milliseconds. */
const DEADLINE_MS = 20_000;
const TRIES = 4;
/** A first step that took longer needs no second look, also of work that stops at some length. */
const DOUBTFUL_MS = 500;

const WORK = "growthWork";

export interface Growth {
  /** Undefined when the function is linear. */
  readonly problem?: string;
  /** Processor time of the longest text that was measured. */
  readonly ms: number;
}

/**
 * @param work takes the text; what it returns or throws does not matter
 * @param toText builds a text of about so many characters
 */
export function measureGrowth(work: (text: string) => unknown, toText: (length: number) => string): Growth {
  // At so few characters an exponential function already ends its deadline.
  if (timeOf(work, toText(FEW)) === undefined) return never(FEW);
  const step = toStep(work, toText(LENGTH), toText(LENGTH * FACTOR));
  if (step.problem === undefined || step.ms > DOUBTFUL_MS) return step;
  return toStep(work, toText(LENGTH * FACTOR), toText(LENGTH * FACTOR * FACTOR));
}

function toStep(work: (text: string) => unknown, short: string, long: string): Growth {
  let longMs = Number.POSITIVE_INFINITY;
  let shortMs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const second = timeOf(work, long);
    if (second === undefined) return never(long.length);
    longMs = Math.min(longMs, second);
    if (longMs <= FAST_MS) return { ms: longMs };
    shortMs = Math.min(shortMs, timeOf(work, short) ?? Number.POSITIVE_INFINITY);
    if (longMs <= shortMs * RATIO_MAX) return { ms: longMs };
  }
  const times = `${Math.round(shortMs)} ms for ${short.length} characters, ${Math.round(longMs)} ms for ${long.length}`;
  return { problem: times, ms: longMs };
}

function never(length: number): Growth {
  return { problem: `${length} characters take longer than ${DEADLINE_MS} ms`, ms: DEADLINE_MS };
}

/** Processor time of one call; undefined if it was stopped. */
function timeOf(work: (text: string) => unknown, text: string): number | undefined {
  const scope = globalThis as { [WORK]?: () => unknown };
  scope[WORK] = () => work(text);
  const before = process.cpuUsage();
  try {
    runInThisContext(`${WORK}()`, { timeout: DEADLINE_MS });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      return undefined;
    // A refusal of the text is an answer too.
  } finally {
    delete scope[WORK];
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
