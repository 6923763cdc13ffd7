/** What a revision changed, field by field, in words. Pure. */
import { type Change, toWords } from "./change";
import { nameOf } from "./field-names";
import { isObject, withoutMarks } from "./json";

export type FieldDiff = Pick<Change, "key" | "name" | "before" | "after">;

interface Diff {
  /** In dotted form. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** A part that was added or removed as a whole is told by its fields. */
export function fieldDiffs(diffs: readonly Diff[]): FieldDiff[] {
  return diffs.flatMap(({ path, before, after }) =>
    below(path === "" ? [] : path.split("."), withoutMarks(before), withoutMarks(after)),
  );
}

function below(path: readonly string[], before: unknown, after: unknown): FieldDiff[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isPart(before, after)) {
    const [old, next] = [before ?? {}, after ?? {}] as Record<string, unknown>[];
    const keys = [...new Set([...Object.keys(old ?? {}), ...Object.keys(next ?? {})])];
    const fields = keys.flatMap((key) => below([...path, key], old?.[key], next?.[key]));
    if (fields.length > 0) return fields;
  }
  return [{ key: path.join("."), name: fieldName(path), before: toWords(before), after: toWords(after) }];
}

function isPart(before: unknown, after: unknown): boolean {
  const isNothing = (value: unknown): boolean => value === undefined || value === null;
  return (
    (isObject(before) && (isObject(after) || isNothing(after))) || (isNothing(before) && isObject(after))
  );
}

/** A field with the part it belongs to: `Channels › Telegram: bot token`. */
export function fieldName(path: readonly string[]): string {
  const [first = ""] = path;
  return path.length < 2 ? nameOf(path) : `${nameOf([first])} › ${nameOf(path)}`;
}

/** The fields of a revision in one line. */
export function fieldNames(paths: readonly string[]): string {
  return paths.map((path) => fieldName(path.split("."))).join(", ");
}
