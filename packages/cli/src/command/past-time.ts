/** Reads the times of options such as `--since`: a span back from now, or a date on the clock of this machine. Pure. */
import { readDateText } from "@tinyagi/contracts/date-text";
import { InvalidArgumentError } from "commander";

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SPAN = /^(\d{1,6}(?:\.\d{1,3})?)([smhdw])$/;

/** @returns milliseconds since the epoch, at least 0 @throws InvalidArgumentError */
export function parsePastTime(value: string, now: number): number {
  const [, amount, unit] = SPAN.exec(value.trim()) ?? [];
  const time =
    unit === undefined
      ? readDateText(value)
      : Math.floor(now - Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  if (time === undefined)
    throw new InvalidArgumentError(
      "Use 30m, 24h, 7d or 4w, or a date such as 2026-01-31 or '2026-01-31 18:00'.",
    );
  return Math.max(0, time);
}
