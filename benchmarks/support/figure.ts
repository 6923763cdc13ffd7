/** One measured value with its target, and how it is printed. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Unit, such as `ms` or `/s`. Empty for a ratio. */
  readonly unit: string;
  /** The target that the design sets. */
  readonly aim?: { readonly max: number } | { readonly min: number };
}

/** True if a larger value is better. */
export function isHigherBetter({ aim, unit }: Figure): boolean {
  return aim === undefined ? unit === "/s" : "min" in aim;
}

/** Whether the figure reaches its target. Undefined if it has none. */
export function isMet({ aim, value }: Figure): boolean | undefined {
  if (aim === undefined) return undefined;
  return "min" in aim ? value >= aim.min : value <= aim.max;
}

/** A value with three significant digits, or whole from 100 on. */
export function formatValue(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en")
    : String(Number(value.toPrecision(3)));
}

/** The target as text, such as `≤ 30`. Empty without one. */
export function formatAim({ aim }: Figure): string {
  if (aim === undefined) return "";
  return "min" in aim ? `≥ ${formatValue(aim.min)}` : `≤ ${formatValue(aim.max)}`;
}
