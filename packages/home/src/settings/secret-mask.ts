/**
 * Masks the secrets in settings, and applies changes that may contain such masks. A mask is never stored as a value and
 * stands only for the value of its own path; a stored key is never sent to another origin of its provider.
 */
import {
  AppError,
  type ErrorDetail,
  isEnvironmentPath,
  isHeaderPath,
  isSecretPath,
  type Settings,
  type SettingsEdit,
} from "@tinyagi/contracts";
import { cloneJson, isObject, type JsonObject } from "./json-tree.js";
import { addressKey, movedOrigin, ownerOf, storedAt } from "./key-origin.js";
import { isSecretReference } from "./secret.js";
import { applyEdits } from "./settings-edit.js";

const ELLIPSIS = "…";
/** Values that are URLs and may hold a password. */
const URL_KEYS: ReadonlySet<string> = new Set([
  "redisUrl",
  "workerUrl",
  "base_url",
  "api_root",
  "endpoint",
  "url",
]);
const HAS_KEY = "hasKey";
/** For shorter values, a prefix and a suffix would reveal too much. */
const SHOWN_FROM_LENGTH = 20;
const PREFIX = 3;
const SUFFIX = 4;

/** Other variables hold ordinary words. */
const SECRET_VARIABLE = /KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL/i;

type Path = readonly string[];

/**
 * A copy for readers: secrets as `"sk-…abcd"` next to `hasKey: true`; `env:` and `file:` references unchanged.
 * Values of `agents.*.env` count as secrets.
 */
export function maskSecrets(settings: Settings): JsonObject {
  const copy = cloneJson<unknown>(settings);
  if (!isObject(copy)) return {};
  walk(copy, [], (parent, key, path) => {
    const value = parent[key];
    if (typeof value !== "string") return;
    parent[key] = maskAt(path, value);
    if (isSecretPath(path) && !isNamedByUser(path) && value !== "") parent[HAS_KEY] = true;
  });
  return copy;
}

/**
 * The settings after `edits`. A masked value inside of an edit's value means the stored value of its own path; a masked
 * value that an edit sets by its path is refused. `hasKey` beside a mask is removed.
 *
 * @param edits untrusted
 * @returns the changed settings, not validated, and the edits with full secrets
 * @throws AppError `SETTINGS_INVALID` for a mask that stands for nothing stored at its path, for a stored key, or an
 *   unchanged reference to one, whose provider gets another origin, and for a place that cannot exist
 */
export function applyPatch(
  stored: Settings,
  edits: readonly SettingsEdit[],
): { whole: JsonObject; edits: SettingsEdit[] } {
  const problems: ErrorDetail[] = [];
  const given = new Set<string>();
  const full = edits.map((edit) => restoreMasks(edit, { stored, problems, given }));
  const whole = applyEdits(cloneJson<unknown>(stored) as JsonObject, full);
  problems.push(...findMovedKeys(whole, stored, given));
  if (problems.length > 0) throw refused(problems);
  return { whole, edits: full };
}

interface Restoring {
  stored: Settings;
  problems: ErrorDetail[];
  /** Places of secrets that the edits contain in full. */
  given: Set<string>;
}

function restoreMasks(edit: SettingsEdit, { stored, problems, given }: Restoring): SettingsEdit {
  const holder = { value: cloneBounded(edit.value) };
  walk(holder, [], (parent, key, below) => {
    const path = [...edit.path, ...below.slice(1)];
    if (below.length > 1 && key === HAS_KEY && typeof parent[key] === "boolean") delete parent[key];
    const value = parent[key];
    if (typeof value !== "string") return;
    if (!isMasked(path, value)) {
      given.add(toKey(path));
      return;
    }
    given.delete(toKey(path));
    const kept = storedAt(stored, path);
    if (below.length > 1 && kept !== undefined && maskAt(path, kept) === value) parent[key] = kept;
    else problems.push({ path: path.join("."), message: "this is a masked value; give it in full" });
  });
  return { ...edit, ...(edit.value === undefined ? {} : { value: holder.value as SettingsEdit["value"] }) };
}

/** Keys that nobody gave again although another origin would get them. */
function findMovedKeys(whole: JsonObject, stored: Settings, given: ReadonlySet<string>): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  walk(whole, [], (parent, key, path) => {
    const value = parent[key];
    if (typeof value !== "string" || !isSecretPath(path) || value !== storedAt(stored, path)) return;
    // References are shown whole, so an unchanged one looks the same as one that was entered again.
    const isReference = isSecretReference(value);
    if ((given.has(toKey(path)) && !isReference) || !movedOrigin(path, whole, stored)) return;
    const remedy = isReference
      ? `to send this key there, remove the ${ownerOf(path)} and add it again`
      : "give the key for it in full";
    problems.push({
      path: path.join("."),
      message: `${addressKey(path)} has another origin; ${remedy}`,
    });
  });
  return problems;
}

function refused(problems: ErrorDetail[]): AppError {
  return new AppError(
    "SETTINGS_INVALID",
    `The settings were not changed: ${problems[0]?.path}: ${problems[0]?.message}`,
    { details: problems },
  );
}

/** The secrets that the settings contain themselves. Of an agent's environment: those whose names say so. */
export function listPlainSecrets(settings: Settings): string[] {
  const secrets: string[] = [];
  walk(settings, [], (parent, key, path) => {
    const value = parent[key];
    if (typeof value !== "string" || !isSecretPath(path) || isSecretReference(value)) return;
    if (!isEnvironmentPath(path) || SECRET_VARIABLE.test(key)) secrets.push(value);
  });
  return secrets;
}

/** `sk-…abcd`. Short values are hidden completely, references are shown whole. A mask stays as it is. */
export function maskSecret(value: string): string {
  if (value === "" || isSecretReference(value) || isMask(value)) return value;
  if (value.length < SHOWN_FROM_LENGTH) return ELLIPSIS;
  return `${value.slice(0, PREFIX)}${ELLIPSIS}${value.slice(-SUFFIX)}`;
}

/** No key has this form: settings with such a value are refused. */
function isMask(value: string): boolean {
  return value.length === PREFIX + ELLIPSIS.length + SUFFIX && value.indexOf(ELLIPSIS) === PREFIX;
}

function cloneBounded(value: unknown): unknown {
  try {
    return cloneJson(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AppError("SETTINGS_INVALID", `The settings were not changed: ${error.message}.`);
  }
}

function toKey(path: Path): string {
  return JSON.stringify(path);
}

/** Leaves first: `visit` may add and remove keys of `parent`. */
function walk(
  value: unknown,
  path: Path,
  visit: (parent: JsonObject, key: string, path: Path) => void,
): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walk(item, [...path, String(index)], visit);
    });
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const at = [...path, key];
    walk(value[key], at, visit);
    visit(value, key, at);
  }
}

/** Beside such a value, `hasKey` would be one more variable or header. */
function isNamedByUser(path: Path): boolean {
  return isEnvironmentPath(path) || isHeaderPath(path);
}

function isUrlPath(path: Path): boolean {
  return URL_KEYS.has(path.at(-1) ?? "") && !isEnvironmentPath(path);
}

function maskAt(path: Path, value: string): string {
  if (isSecretPath(path)) return maskSecret(value);
  return isUrlPath(path) ? maskUrl(value) : value;
}

/** Only masks contain this character; no key, token or URL does. */
function isMasked(path: Path, value: string): boolean {
  return (isSecretPath(path) || isUrlPath(path)) && !isSecretReference(value) && value.includes(ELLIPSIS);
}

function maskUrl(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i, (_whole, scheme: string, user: string) => {
    const name = user.includes(":") ? user.slice(0, user.indexOf(":")) : "";
    return `${scheme}${name}${name === "" ? "" : ":"}${ELLIPSIS}@`;
  });
}
