/** The text of a field: from its value, and back. Pure. */
import { words } from "../../locale/words";
import { type Json, valueAt } from "./json";
import type { Field } from "./schema-fields";

/** The text of a field as it is now. A secret is never put into a field. */
export function toText(field: Field, settings: Json): string {
  const value = valueAt(settings, field.path);
  if (value === undefined || value === null || field.kind === "secret") return "";
  if (field.kind === "list" && Array.isArray(value)) return value.join("\n");
  return typeof value === "string" ? value : JSON.stringify(value, null, field.kind === "json" ? 2 : 0);
}

/** What a person typed, as a value; `undefined` without one. */
export function readText(field: Field, typed: string): { value: unknown } | { problem: string } {
  const text = typed.trim();
  // An empty field removes the value, so that its default applies. A secret is removed only by its button.
  if (text === "") return { value: undefined };
  if (field.kind === "switch") return { value: text === "true" };
  if (field.kind === "list") return { value: toLines(text) };
  if (field.kind === "number" || field.kind === "whole") return parseNumber(field, text);
  if (field.kind === "secret" && text.includes("…")) return { problem: words.settings.problems.mask };
  if (field.kind !== "json") return { value: text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: words.settings.problems.json };
  }
}

function parseNumber(
  { kind, minimum, maximum }: Field,
  text: string,
): { value: number } | { problem: string } {
  const value = Number(text);
  if (Number.isNaN(value)) return { problem: words.settings.problems.number };
  if (kind === "whole" && !Number.isInteger(value)) return { problem: words.settings.problems.whole };
  const isIn = value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  if (isIn) return { value };
  const hasEnd = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return {
    problem: hasEnd
      ? words.settings.problems.range(minimum ?? 0, maximum)
      : words.settings.problems.least(minimum ?? 0),
  };
}

/** The items of a list, one in each line. */
export function toLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
