/** Changes of the settings, ready to be shown and sent. Guarantees: no text of a change shows a secret. Pure. */

import { isSecretPath, type SettingsEdit } from "@tinyagi/contracts";
import { quoted, shellWord } from "../../lib/format/shell";
import { words } from "../../locale/words";
import { nameOf } from "./field-names";
import { isObject, type Json, valueAt, withValue } from "./json";
import { secretsIn } from "./secrets";

/** One change, ready to be shown and sent. */
export interface Change {
  key: string;
  name: string;
  before: string;
  after: string;
  edit: SettingsEdit;
}

const SECRET = "••••";

export function toChange(
  { path, name }: { path: readonly string[]; name: string },
  before: unknown,
  value: unknown,
): Change {
  const edit = { path: [...path], ...(value === undefined ? {} : { value: value as SettingsEdit["value"] }) };
  return {
    key: path.join("."),
    name,
    before: toWords(before),
    after: toWords(withoutSecrets(value, path)),
    edit,
  };
}

/** A new secret is shown nowhere. */
function withoutSecrets(value: unknown, path: readonly string[]): unknown {
  if (isSecretPath(path)) return value === undefined ? undefined : words.settings.newSecret(SECRET);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withoutSecrets(part, [...path, key])]),
  );
}

/** A value in one line. Masked secrets come masked from the daemon. */
export function toWords(value: unknown): string {
  if (value === undefined || value === null || value === "") return words.settings.values.nothing;
  if (value === true) return words.settings.values.on;
  if (value === false) return words.settings.values.off;
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return value.join(", ") || words.settings.values.nothing;
  if (!isObject(value)) return typeof value === "string" ? value : JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${toWords(part)}`);
  return parts.join("; ") || words.settings.values.empty;
}

/** The changes that lead from one document to another: only what differs, so that no masked secret is sent. */
export function differences(before: Json, after: Json, path: readonly string[] = []): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): Change[] => {
    const at = [...path, key];
    const [old, next] = [valueAt(before, [key]), valueAt(after, [key])];
    if (JSON.stringify(old) === JSON.stringify(next)) return [];
    if (isObject(old) && isObject(next)) return differences(old, next, at);
    return [toChange({ path: at, name: nameOf(at) }, old, next)];
  });
}

/** The settings with changes, as they would be saved. */
export function applied(settings: Json, changes: readonly Change[]): Json {
  return changes.reduce((now, { edit }) => withValue(now, edit.path, edit.value), settings);
}

/**
 * The command that makes the same change. A secret is read from stdin, so that no history of a shell keeps it. A key with
 * a dot makes the path a JSON pointer.
 */
export function toCommand({ edit }: Change): string {
  const { path, value } = edit;
  const at = shellWord(path.some((step) => step.includes(".")) ? toPointer(path) : path.join("."));
  if (value === undefined) return `tinyagi config set --unset ${at}`;
  if (secretsIn(value, path).length > 0) return `tinyagi config set ${at} -`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `tinyagi config set ${at} ${quoted(text)}`;
}

/** As RFC 6901 has it. */
function toPointer(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
