/** Values of foreign files, of which nothing is known. Pure. */

export type Record_ = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Record_ {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Empty for what is no object. */
export function recordOf(value: unknown): Record_ {
  return isRecord(value) ? value : {};
}

/** A text with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** A list of texts; numbers are ids that were written without quotes. */
export function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) =>
    typeof one === "number" && Number.isSafeInteger(one) ? String(one) : (textOf(one) ?? []),
  );
}
