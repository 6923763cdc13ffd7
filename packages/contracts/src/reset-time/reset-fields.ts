/** When a limit ends, as headers and bodies of answers say it. Pure. Names are compared without case and punctuation. */
import { durationAt } from "./duration.js";
import { epochIn, type ReadTime, writtenTime } from "./written-time.js";

/** How the value of a field is meant. */
type Reading = "seconds" | "milliseconds" | "time" | "span";

/** In order of trust: what an answer asks for comes before the state of a counter. */
const FIELDS: readonly (readonly [names: string, reading: Reading])[] = [
  ["retryafterms msretryafterms xmsretryafterms", "milliseconds"],
  ["retryafter retryafterseconds retryafterinseconds", "seconds"],
  ["retrydelay", "span"],
  ["resetsinseconds resetinseconds resetafterseconds", "seconds"],
  ["resetsat resetat resettime resetsattime quotaresettimestamp quotareset", "time"],
];
/** The counter of all that is allowed: each answer has it, also one that failed for another reason than a limit. */
const TOTALS: readonly (readonly [names: string, reading: Reading])[] = [
  ["xratelimitresetafter", "seconds"],
  ["anthropicratelimitunifiedreset xratelimitreset", "time"],
  ["ratelimitreset", "seconds"],
];
/** Counters of one kind: only those without anything left say when to come back. */
const COUNTER = /^(?:x|anthropic)ratelimit(?:reset[a-z0-9]{1,40}|[a-z0-9]{1,40}?reset)$/;
const NODES_MAX = 500;
const DEPTH_MAX = 6;
/** Smaller numbers are spans, not times. */
const EPOCH_MIN = 1_000_000_000;

/** @param value headers, or a parsed body; headers inside a body count, too */
export function timeInFields(value: unknown, { now, isLimit }: Around): ReadTime | undefined {
  const fields = new Map<string, string>();
  collect(value, { fields, left: { nodes: NODES_MAX }, depth: 0 });
  return (
    firstOf(FIELDS, now, (name) => fields.get(name)) ??
    firstOf(TOTALS, now, (name) => (isLimit || isSpent(fields, name) ? fields.get(name) : undefined)) ??
    emptyCounter(fields, now)
  );
}

interface Around {
  readonly now: number;
  readonly isLimit: boolean;
}

function firstOf(
  rows: typeof FIELDS,
  now: number,
  getField: (name: string) => string | undefined,
): ReadTime | undefined {
  for (const [names, reading] of rows)
    for (const name of names.split(" ")) {
      const found = read(getField(name), reading, now);
      if (found !== undefined) return found;
    }
  return undefined;
}

/** Whether the counter with this end has nothing left. */
function isSpent(fields: ReadonlyMap<string, string>, end: string): boolean {
  const beside = (name: string) => fields.get(end.replace(/reset(?:after$)?/, name));
  const left = beside("remaining");
  return (left !== undefined && Number(left) <= 0) || beside("status")?.toLowerCase() === "rejected";
}

interface Collecting {
  readonly fields: Map<string, string>;
  readonly left: { nodes: number };
  readonly depth: number;
}

function collect(value: unknown, { fields, left, depth }: Collecting): void {
  if (typeof value !== "object" || value === null || depth > DEPTH_MAX) return;
  for (const [name, field] of Object.entries(value)) {
    left.nodes -= 1;
    if (left.nodes < 0) return;
    const key = name.toLowerCase().replace(/[^a-z0-9]/g, "");
    if ((typeof field === "string" || typeof field === "number") && !fields.has(key))
      fields.set(key, String(field).slice(0, 100).trim());
    else collect(field, { fields, left, depth: depth + 1 });
  }
}

function emptyCounter(fields: ReadonlyMap<string, string>, now: number): ReadTime | undefined {
  const times = [...fields].flatMap(([key, value]) => {
    if (!COUNTER.test(key) || !isSpent(fields, key)) return [];
    return read(value, "time", now) ?? [];
  });
  // The last one to be full again is the one that counts.
  return times.sort((a, b) => b.at - a.at)[0];
}

function read(value: string | undefined, reading: Reading, now: number): ReadTime | undefined {
  if (value === undefined || value === "") return undefined;
  const amount = Number(value);
  if (Number.isNaN(amount)) return wordsAt(value, now);
  if (amount < 0) return undefined;
  if (amount >= EPOCH_MIN && reading !== "milliseconds")
    return { at: epochIn(String(Math.trunc(amount))), isDated: true };
  return { at: now + Math.ceil(amount * (reading === "milliseconds" ? 1 : 1_000)), isDated: false };
}

function wordsAt(value: string, now: number): ReadTime | undefined {
  const span = durationAt(value);
  if (span !== undefined) return { at: now + span.ms, isDated: span.isInDays };
  const date = /^\d{4}-\d\d-\d\dT|GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? writtenTime(`resets ${value}`, now) : { at: date, isDated: true };
}
