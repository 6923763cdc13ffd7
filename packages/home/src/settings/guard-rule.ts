/** Rules that say whether a changed value of the settings is weaker than the one before. `undefined`: nothing is set. */
import type { Settings } from "@tinyagi/contracts";

/** The settings around a value, for a value that inherits from another one. */
export interface Side {
  readonly value: unknown;
  readonly settings: Settings;
  /** What the value stands in, such as the budget of an `onLimit`. */
  readonly around?: unknown;
}

/** Only called for values that differ. */
export type Weaker = (before: Side, after: Side) => boolean;

/** Every other value; also that nothing is set any more. */
export const changed: Weaker = () => true;
/** Every value that is set. That nothing is set any more is not weaker. */
export const isSet: Weaker = (_before, after) => after.value !== undefined;
/** Nothing that this key can say weakens a guard. */
export const never: Weaker = () => false;

/**
 * A later value of `order` is weaker; an unknown one is the weakest.
 * @param absent what counts while nothing is set
 */
export function ranked(order: readonly unknown[], absent: unknown = order[0]): Weaker {
  const rank = ({ value }: Side): number => {
    const index = order.indexOf(value ?? absent);
    return index === -1 ? order.length : index;
  };
  return (before, after) => rank(after) > rank(before);
}

/**
 * A greater number is weaker.
 * @param absent the limit while nothing is set; default: none
 */
export function atMost(absent: (settings: Settings) => number = () => Number.POSITIVE_INFINITY): Weaker {
  const limit = ({ value, settings }: Side): number => (typeof value === "number" ? value : absent(settings));
  return (before, after) => limit(after) > limit(before);
}

/** The same, for a limit that only lowers the general one: a greater own value has no effect. */
export function lowers(general: (settings: Settings) => number): Weaker {
  const limit = ({ value, settings }: Side): number =>
    Math.min(general(settings), typeof value === "number" ? value : Number.POSITIVE_INFINITY);
  return (before, after) => limit(after) > limit(before);
}

/** A smaller number is weaker. 0 means without end. */
export const keepsLess: Weaker = (before, after) => endless(after.value) < endless(before.value);
/** A smaller number is weaker. */
export const waitsLess: Weaker = (before, after) => Number(after.value ?? 0) < Number(before.value ?? 0);

/** A list that gets an entry is weaker. */
export const grows: Weaker = (before, after) => {
  const known: unknown[] = Array.isArray(before.value) ? before.value : [];
  return Array.isArray(after.value) && after.value.some((entry) => !known.includes(entry));
};

function endless(value: unknown): number {
  return value === 0 || typeof value !== "number" ? Number.POSITIVE_INFINITY : value;
}
