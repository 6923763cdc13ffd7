/** Parsers of option values. Each throws commander's own error, so that a wrong value is a usage error. */
import { InvalidArgumentError } from "commander";

const LARGEST_LIMIT = 1_000;

/** Seconds, fractions allowed; `90`, `0.5`, also `2m` and `1h`. */
export function parseSeconds(value: string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)(s|m|h)?$/.exec(value);
  if (match === null) throw new InvalidArgumentError("Use seconds such as 90, or 2m, or 1h.");
  const factor = match[2] === "h" ? 3_600 : match[2] === "m" ? 60 : 1;
  return Number(match[1]) * factor;
}

/** The same for a wait, which must be longer than 0 seconds. */
export function parseTimeout(value: string): number {
  const seconds = parseSeconds(value);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Use more than 0 seconds.");
}

/** 1 to 1,000, the bounds of every list of the API. */
export function parseLimit(value: string): number {
  const limit = Number(value);
  if (/^[0-9]+$/.test(value) && limit >= 1 && limit <= LARGEST_LIMIT) return limit;
  throw new InvalidArgumentError(`Use a number from 1 to ${LARGEST_LIMIT}.`);
}

/** `a,b, c` as ids; an empty list is refused. */
export function parseIds(value: string): string[] {
  const ids = value
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  if (ids.length === 0)
    throw new InvalidArgumentError("Use ids separated by commas, such as coder,reviewer.");
  return ids;
}

/** Collects `NAME=value` pairs of a repeatable option. */
export function parsePair(value: string, before: Record<string, string> | undefined): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Use NAME=value.");
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
}

/** Collects the values of an option that can be repeated. */
export function collect(path: string, before: string[] = []): string[] {
  return [...before, path];
}
