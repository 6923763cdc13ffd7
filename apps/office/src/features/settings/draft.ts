/** Changed fields: from what a person typed to changes of the settings. Pure. */
import { words } from "../../locale/words";
import { applied, type Change, differences, toChange } from "./change";
import { readText, toText } from "./field-text";
import { isObject, type Json, valueAt, withValue } from "./json";
import { type Draft, listRows, nameOfRow, nameProblem, type Row, type Typed } from "./rows";
import { entryFields, type Field, isGroup } from "./schema-fields";
import { isMask, secretsIn } from "./secrets";

export interface Read {
  changes: readonly Change[];
  /** By the dotted path. */
  problems: Readonly<Record<string, string>>;
}

/** What the fields of a form show: of the whole form, or of one entry in it. */
export interface FormDraft extends Read {
  typed: Draft;
  settings: Json;
}

/** An entry of a list of names, as it would be saved. */
export interface Entry {
  path: readonly string[];
  fields: readonly Field[];
  /** The settings in which its stored values are found under its new name. */
  settings: Json;
  value: unknown;
  problems: Readonly<Record<string, string>>;
}

/** @returns what the draft changes, and what cannot be read in it */
export function readDraft(fields: readonly Field[], draft: Draft, settings: Json): Read {
  const changes: Change[] = [];
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const typed = draft[field.key];
    if (typed === undefined) continue;
    const read = readField(field, typed, settings);
    changes.push(...read.changes);
    Object.assign(problems, read.problems);
  }
  return { changes, problems };
}

function readField(field: Field, typed: Typed, settings: Json): Read {
  if (field.kind === "map") return readRows(field, typed, settings);
  if (typeof typed !== "string" || typed === toText(field, settings)) return { changes: [], problems: {} };
  const read = readText(field, typed);
  if ("problem" in read) return { changes: [], problems: { [field.path.join(".")]: read.problem } };
  return { changes: [toChange(field, valueAt(settings, field.path), read.value)], problems: {} };
}

/** Only what differs is sent, so that no masked secret is. */
function readRows(field: Field, typed: Typed, settings: Json): Read {
  const stored = valueAt(settings, field.path);
  const rows = listRows(stored, typed);
  const problems: Record<string, string> = {};
  const entries: [string, unknown][] = [];
  for (const row of rows.filter(({ isRemoved }) => isRemoved !== true)) {
    const wrong = nameProblem(row, rows);
    if (wrong !== undefined) problems[field.path.join(".")] = wrong;
    const entry = readEntry(field, row, settings);
    Object.assign(problems, entry.problems);
    entries.push([nameOfRow(row), entry.value]);
  }
  const changes = differences(isObject(stored) ? stored : {}, Object.fromEntries(entries), field.path);
  return { changes: Object.keys(problems).length === 0 ? changes : [], problems };
}

export function readEntry(field: Field, row: Row, settings: Json): Entry {
  const name = nameOfRow(row);
  const path = [...field.path, name];
  const stored = row.from === undefined ? undefined : valueAt(settings, [...field.path, row.from]);
  const moved = withValue(settings, path, stored);
  const fields = entryFields(field, name, stored);
  const { changes, problems } = readDraft(fields, row.typed, moved);
  const value = valueAt(applied(moved, changes), path) ?? (isGroup(field) ? {} : undefined);
  const missing = value === undefined ? { [path.join(".")]: words.settings.problems.needed } : {};
  const settled = { ...missing, ...(name === row.from ? {} : strandedSecrets(value, path)), ...problems };
  return { path, fields, settings: moved, value, problems: settled };
}

/** The daemon binds a stored secret to its place, so that nobody sends it elsewhere under another name. */
function strandedSecrets(value: unknown, path: readonly string[]): Record<string, string> {
  const left = secretsIn(value, path).filter((secret) => isMask(secret.value));
  return Object.fromEntries(left.map((secret) => [secret.path.join("."), words.settings.problems.moved]));
}

/** The problem at a place or below it. */
export function problemAt(problems: Read["problems"], key: string): string | undefined {
  const at = Object.keys(problems).find((path) => path === key || path.startsWith(`${key}.`));
  return at === undefined ? undefined : problems[at];
}
