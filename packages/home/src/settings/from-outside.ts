/**
 * Settings from outside: of a backup or another home. They never weaken a guard of this machine silently: unless a person
 * accepted it, each weaker part gets the value that stands. Pure.
 */
import { DEFAULT_LOGIN, type GuardChange, listSecretKeys, type Settings } from "@tinyagi/contracts";
import { applyChanges, cloneJson, isObject, type JsonObject } from "./json-tree.js";
import { type ParsedSettings, parseSettings } from "./parse-settings.js";
import { settingsText } from "./save-settings.js";
import { isSecretReference } from "./secret.js";
import { shownChanges, type Weakening, weakenings } from "./weakening.js";

/** What of settings from outside is weaker than what stands. */
export interface WeakerParts {
  /** Put back to what stands; `after` is what the settings from outside wanted. */
  left: GuardChange[];
  /** Taken over. */
  taken: GuardChange[];
}

export interface OutsideOptions {
  /** The settings that count until now; the defaults of a new home. */
  stands: Settings;
  userHome: string;
  /** Whether a person accepted the weaker parts. */
  acceptWeaker: boolean;
  /** Whether a part may come along without a question. Default {@link bringsItsOwn}. */
  comesAlong?: (part: Weakening, wanted: Settings) => boolean;
}

export interface GuardedSettings extends ParsedSettings, WeakerParts {
  /** The new text; `null` when nothing was put back. */
  text: string | null;
}

/** Entries that mean nothing without each of their parts: they are put back as a whole. */
const WHOLE: readonly (readonly string[])[] = [
  ["webhooks", "*"],
  ["custom_providers", "*"],
  // A key must not end up at the address of another one.
  ["models", "api"],
  ["models", "*", "logins", "*"],
  ["mcp_servers", "*"],
  ["acp_agents", "*"],
  ["repositories", "*", "remote"],
  ["tools", "web_search"],
  ["speech", "transcription"],
  ["recall", "embedding"],
  ["channels", "notify"],
  ["execution", "engine"],
];
/** Entries whose guards end with them. */
const OWNERS: ReadonlySet<string> = new Set(["agents", "teams"]);

/**
 * @param wanted the settings from outside, as parsed
 * @returns the settings to use, and what was put back
 */
export function guardSettings(wanted: ParsedSettings, options: OutsideOptions): GuardedSettings {
  const { stands, userHome, acceptWeaker, comesAlong = bringsItsOwn } = options;
  const found = weakenings(stands, wanted.settings, userHome).filter((part) =>
    isThere(part, wanted.settings),
  );
  const isLeft = (part: Weakening) => !acceptWeaker && !comesAlong(part, wanted.settings);
  const entries = found.filter(isLeft).map(({ at }) => toEntry(at));
  // An entry that is put back as a whole takes its other parts along.
  const left = found.filter((part) => isLeft(part) || entries.some((entry) => isWithin(part.at, entry)));
  const parts = {
    left: shownChanges(left),
    taken: shownChanges(found.filter((part) => !left.includes(part))),
  };
  if (left.length === 0) return { ...wanted, ...parts, text: null };
  const document = cloneJson(wanted.document);
  for (const entry of entries) putBack(document, entry, stands);
  dropLostLogins(document.models);
  dropLostLogins(document.custom_providers);
  const text = settingsText(document);
  return { ...parseSettings(text), renamed: wanted.renamed, ...parts, text };
}

/**
 * Keys in plain text, and the addresses that they are for, belong to whoever wrote the settings: they reveal nothing of
 * this machine. So do the places of workspaces. Everything else borrows the rights of this machine.
 */
export function bringsItsOwn(part: Weakening, wanted: Settings): boolean {
  const { at, weakens } = part;
  if (weakens === "place") return true;
  if (weakens === "address")
    return (
      keysBeside(at).every((key) => isPlain(valueAt(wanted, [...at.slice(0, -1), key]))) &&
      sharingIt(at, wanted).every(hasNoReference)
    );
  if (weakens !== "people" && weakens !== "key") return false;
  const value = valueAt(wanted, at);
  return typeof value !== "string" || !isSecretReference(value);
}

function keysBeside([section, name = ""]: readonly string[]): readonly string[] {
  return section === "channels" ? listSecretKeys(name) : ["api_key"];
}

/** Entries with keys of their own that are sent to the same address. */
const SHARE_ADDRESS: Readonly<Record<string, string>> = {
  channels: "bots",
  models: "logins",
  custom_providers: "logins",
};

function sharingIt(at: readonly string[], wanted: Settings): JsonObject[] {
  const name = SHARE_ADDRESS[at[0] ?? ""];
  const entries = name === undefined ? undefined : valueAt(wanted, [...at.slice(0, -1), name]);
  return isObject(entries) ? Object.values(entries).filter(isObject) : [];
}

function hasNoReference(entry: JsonObject): boolean {
  return Object.values(entry).every((value) => typeof value !== "string" || !isSecretReference(value));
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" && value !== "" && !isSecretReference(value);
}

/** An agent or a team that the settings from outside do not have needs no guard. */
function isThere({ at }: Weakening, wanted: Settings): boolean {
  return !OWNERS.has(at[0] ?? "") || valueAt(wanted, at.slice(0, 2)) !== undefined;
}

function toEntry(at: readonly string[]): readonly string[] {
  const whole = WHOLE.find((pattern) =>
    pattern.every((step, index) => at[index] !== undefined && (step === "*" || step === at[index])),
  );
  return whole === undefined ? at : at.slice(0, whole.length);
}

function isWithin(at: readonly string[], entry: readonly string[]): boolean {
  return entry.every((step, index) => step === at[index]);
}

function putBack(document: JsonObject, path: readonly string[], stands: Settings): void {
  const value = valueAt(stands, path);
  applyChanges(document, [{ path, value }]);
}

/** An order names no login that was put back to nothing. */
function dropLostLogins(providers: unknown): void {
  for (const provider of Object.values(isObject(providers) ? providers : {})) {
    if (!isObject(provider) || !Array.isArray(provider.login_order)) continue;
    const { logins } = provider;
    const left = provider.login_order.filter(
      (name: unknown) => name === DEFAULT_LOGIN || (isObject(logins) && Object.hasOwn(logins, String(name))),
    );
    if (left.length === 0) delete provider.login_order;
    else provider.login_order = left;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const step of path) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}
