/** Changed fields: from what a person typed to changes of the settings, and back to words. Pure. */

import { isSecretPath, type SettingsEdit } from "@tinyagi/contracts";
import { quoted } from "../../lib/format/shell";
import { words } from "../../locale/words";
import { type Field, nameOf } from "./schema-fields";

export type Json = Readonly<Record<string, unknown>>;
/** What a person typed, by the key of the field. */
export type Draft = Readonly<Record<string, string>>;

/** One change, ready to be shown and sent. */
export interface Change {
  key: string;
  name: string;
  before: string;
  after: string;
  edit: SettingsEdit;
}

export interface Read {
  changes: readonly Change[];
  /** By the key of the field. */
  problems: Readonly<Record<string, string>>;
}

const HAS_KEY = "hasKey";
const SECRET = "••••";

/** The masked settings without the marks beside masks, which are no settings. */
export function withoutMarks<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutMarks) as T;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key, part]) => key !== HAS_KEY || part !== true);
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutMarks(part)])) as T;
}

export function valueAt(settings: Json, path: readonly string[]): unknown {
  let value: unknown = settings;
  for (const step of path) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

/** The text of a field as it is now. A secret is never put into a field. */
export function toText(field: Field, settings: Json): string {
  const value = valueAt(settings, field.path);
  if (value === undefined || value === null || field.kind === "secret") return "";
  if (field.kind === "list" && Array.isArray(value)) return value.join("\n");
  return typeof value === "string" ? value : JSON.stringify(value, null, field.kind === "json" ? 2 : 0);
}

/** @returns what the draft changes, and what cannot be read in it */
export function readDraft(fields: readonly Field[], draft: Draft, settings: Json): Read {
  const changes: Change[] = [];
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const text = draft[field.key];
    if (text === undefined || text === toText(field, settings)) continue;
    const read = parse(field, text);
    if ("problem" in read) problems[field.key] = read.problem;
    else changes.push(toChange(field, valueAt(settings, field.path), read.value));
  }
  return { changes, problems };
}

function parse(field: Field, typed: string): { value: unknown } | { problem: string } {
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

function toChange(
  { path, key, name }: Pick<Field, "path" | "key" | "name">,
  before: unknown,
  value: unknown,
): Change {
  const isSecret = isSecretPath(path);
  const edit = { path: [...path], ...(value === undefined ? {} : { value: value as SettingsEdit["value"] }) };
  const after =
    value === undefined
      ? words.settings.values.nothing
      : isSecret
        ? words.settings.newSecret(SECRET)
        : toWords(value);
  return { key, name, before: toWords(before), after, edit };
}

/** A value in one line. Masked secrets come masked from the daemon. */
export function toWords(value: unknown): string {
  if (value === undefined || value === null || value === "") return words.settings.values.nothing;
  if (value === true) return words.settings.values.on;
  if (value === false) return words.settings.values.off;
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return value.join(", ") || words.settings.values.nothing;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The changes that lead from one document to another: only what differs, so that no masked secret is sent. */
export function differences(before: Json, after: Json, path: readonly string[] = []): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): Change[] => {
    const at = [...path, key];
    const [old, next] = [valueAt(before, [key]), valueAt(after, [key])];
    if (JSON.stringify(old) === JSON.stringify(next)) return [];
    if (isObject(old) && isObject(next)) return differences(old, next, at);
    return [toChange({ path: at, key: at.join("."), name: nameOf(at) }, old, next)];
  });
}

/** The settings with changes, as they would be saved. */
export function applied(settings: Json, changes: readonly Change[]): Json {
  const copy = structuredClone(settings) as Record<string, unknown>;
  for (const { edit } of changes) {
    const last = edit.path.at(-1) ?? "";
    const place = resolvePlace(copy, edit.path.slice(0, -1));
    if (edit.value === undefined) delete place[last];
    else place[last] = edit.value;
  }
  return copy;
}

/** The object at a path. Missing ones on the way are created. */
function resolvePlace(settings: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  let place = settings;
  for (const step of path) {
    const next = place[step];
    const known = isObject(next) ? next : {};
    place[step] = known;
    place = known;
  }
  return place;
}

/** The command that makes the same change. A secret is read from stdin, so that no history of a shell keeps it. */
export function toCommand({ edit }: Change): string {
  const at = edit.path.join(".");
  if (edit.value === undefined) return `tinyagi config set --unset ${at}`;
  if (isSecretPath(edit.path)) return `tinyagi config set ${at} -`;
  const text = typeof edit.value === "string" ? edit.value : JSON.stringify(edit.value);
  return `tinyagi config set ${at} ${quoted(text)}`;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
