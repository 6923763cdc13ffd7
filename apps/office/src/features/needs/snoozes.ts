/**
 * What a person put off until later. Only this browser knows of it: the daemon, other devices and the terminal still
 * count it, and the words beside it say so.
 */
import { keep, useAllKept } from "../../lib/kept";

const KEY = "snoozed";
const HOUR_MS = 3_600_000;
const EVENING = 18;
const MORNING = 9;

/** A card, with numbers that grow when something happens to it. */
export interface Sleeper {
  key: string;
  growth: readonly number[];
}

/** When each comes back and how far it had grown by then, by the key of its card. */
export type Snoozes = Readonly<Record<string, readonly [until: number, ...growth: number[]]>>;

const NONE: Snoozes = {};

export function useSnoozes(): Snoozes {
  return useAllKept((all) => toSnoozes(all.get(KEY)));
}

/** @param until milliseconds since the epoch; 0 brings it back at once */
export function snooze({ key, growth }: Sleeper, until: number): void {
  const others = Object.entries(toSnoozes(useAllKept.getState().get(KEY))).filter(
    ([one, [at]]) => one !== key && at > Date.now(),
  );
  keep(KEY, Object.fromEntries(until === 0 ? others : [...others, [key, [until, ...growth]]]));
}

/** Whether it is put off now. What happened to it after that wakes it. */
export function isSnoozed(snoozes: Snoozes, { key, growth }: Sleeper, now: number): boolean {
  const [until, ...grown] = (Object.hasOwn(snoozes, key) && snoozes[key]) || [0];
  return until > now && growth.every((size, i) => size <= (grown[i] ?? 0));
}

export type Later = "hour" | "evening" | "tomorrow";

/** The times to choose from: the evening only while it is some time away. */
export function laterTimes(now: number): { id: Later; at: number }[] {
  const at = (days: number, hour: number): number => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    return day.setHours(hour, 0, 0, 0);
  };
  const evening = at(0, EVENING);
  return [
    { id: "hour", at: now + HOUR_MS },
    ...(evening > now + HOUR_MS ? [{ id: "evening" as const, at: evening }] : []),
    { id: "tomorrow", at: at(1, MORNING) },
  ];
}

/** The browser keeps what anyone may have written there. */
function toSnoozes(kept: unknown): Snoozes {
  if (typeof kept !== "object" || kept === null) return NONE;
  return Object.values(kept).every(isKept) ? (kept as Snoozes) : NONE;
}

function isKept(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number");
}
