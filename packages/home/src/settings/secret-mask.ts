/**
 * Masks the secrets in settings, and restores the stored values in a masked copy that comes back. A mask is never
 * stored as a value, and a stored key is never sent to another origin of its provider.
 */
import {
  API_FORMATS,
  type ApiFormat,
  AppError,
  DEFAULT_API_FORMAT,
  type ErrorDetail,
  isEnvironmentPath,
  isHeaderPath,
  isSecretPath,
  type Settings,
} from "@tinyagi/contracts";
import { cloneJson, isObject, type JsonObject } from "./json-tree.js";
import { isSecretReference } from "./secret.js";

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
/** What is removed and added again so that its key is sent to another address. */
const KEY_OWNERS: ReadonlyMap<string, string> = new Map([
  ["channels", "token"],
  ["backup", "key"],
  ["mcp_servers", "server"],
  ["acp_agents", "program"],
  ["repositories", "remote"],
  ["tools", "search"],
  ["execution", "engine"],
]);
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
 * Replaces masks in `candidate` with the stored secrets and removes `hasKey`. To change part of the settings, merge it
 * over `maskSecrets(stored)`, never over the stored settings, and pass the result to this function.
 *
 * @param candidate whole settings, untrusted; not changed
 * @throws AppError `SETTINGS_INVALID` for a mask that fits no stored value and for a masked key, or an
 *   unchanged reference to one, whose provider has another origin than before
 */
export function unmaskSecrets(candidate: unknown, stored: Settings): JsonObject {
  const copy = createCopy(candidate);
  const problems: ErrorDetail[] = [];
  walk(copy, [], (parent, key, path) => {
    if (key === HAS_KEY && typeof parent[key] === "boolean") delete parent[key];
    const value = parent[key];
    if (typeof value !== "string") return;
    const kept = storedAt(stored, path);
    if (isKeptReference(path, value, kept) && movedOrigin(path, copy, stored)) {
      problems.push({
        path: path.join("."),
        message: `${addressKey(path)} has another origin; to send this key there, remove the ${KEY_OWNERS.get(path[0] ?? "") ?? "provider"} and add it again`,
      });
    }
    if (!isMasked(path, value)) return;
    if (kept === undefined || maskAt(path, kept) !== value) {
      problems.push({
        path: path.join("."),
        message: "this is a masked value of nothing stored; give it in full",
      });
    } else if (isSecretPath(path) && movedOrigin(path, copy, stored)) {
      problems.push({
        path: path.join("."),
        message: `${addressKey(path)} has another origin; give the key for it in full`,
      });
    } else {
      parent[key] = kept;
    }
  });
  if (problems.length > 0) {
    throw new AppError(
      "SETTINGS_INVALID",
      `The settings were not changed: ${problems[0]?.path}: ${problems[0]?.message}`,
      {
        details: problems,
      },
    );
  }
  return copy;
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

function createCopy(candidate: unknown): JsonObject {
  try {
    if (isObject(candidate)) return cloneJson(candidate);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new AppError("SETTINGS_INVALID", "The settings were not changed: expected an object.");
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

/** References are shown whole, so an unchanged one looks the same as one that was entered again. */
function isKeptReference(path: Path, value: string, kept: string | undefined): boolean {
  return isSecretPath(path) && isSecretReference(value) && value === kept;
}

function maskUrl(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i, (_whole, scheme: string, user: string) => {
    const name = user.includes(":") ? user.slice(0, user.indexOf(":")) : "";
    return `${scheme}${name}${name === "" ? "" : ":"}${ELLIPSIS}@`;
  });
}

function storedAt(stored: Settings, path: Path): string | undefined {
  let value: unknown = stored;
  for (const step of path) {
    value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return typeof value === "string" ? value : undefined;
}

function movedOrigin(path: Path, candidate: JsonObject, stored: Settings): boolean {
  const [table, id] = path;
  if (table === "models" && id === "api")
    return findApiOrigin(stored) !== findApiOrigin(candidate as Settings);
  if (table === "channels" && id === "email")
    return listMailServers(stored) !== listMailServers(candidate as Settings);
  if (table === "channels" && id !== undefined) {
    // Without an address the key belongs to the platform itself.
    const root = [table, id, "api_root"];
    return getOrigin(storedAt(stored, root)) !== getOrigin(storedAt(candidate as Settings, root));
  }
  if (table === "backup") {
    const endpoint = [table, "s3", "endpoint"];
    return getOrigin(storedAt(stored, endpoint)) !== getOrigin(storedAt(candidate as Settings, endpoint));
  }
  if (table === "speech") {
    const url = [table, "transcription", "base_url"];
    return getOrigin(storedAt(stored, url)) !== getOrigin(storedAt(candidate as Settings, url));
  }
  if (table === "execution") return findEngine(stored) !== findEngine(candidate as Settings);
  if (table === "tools") return findSearcher(stored) !== findSearcher(candidate as Settings);
  if (table === "mcp_servers" && id !== undefined)
    return findReceiver(stored, id) !== findReceiver(candidate as Settings, id);
  if (table === "acp_agents" && id !== undefined)
    return findProgram(stored, id) !== findProgram(candidate as Settings, id);
  if (table !== "custom_providers" || id === undefined) return false;
  const at = [table, id, "base_url"];
  const before = storedAt(stored, at);
  const after = storedAt(candidate as Settings, at);
  return getOrigin(before) === null || getOrigin(before) !== getOrigin(after);
}

/** Who gets the keys of an MCP server: the origin of its address, or its program with these arguments. */
function findReceiver(settings: Settings, id: string): string | null {
  const server = settings.mcp_servers?.[id];
  if (server === undefined) return null;
  return JSON.stringify([getOrigin(server.url), server.command ?? null, server.args ?? []]);
}

/** Who gets the variables of an agent program. */
function findProgram({ acp_agents: agents }: Settings, id: string): string | null {
  const agent = agents?.[id];
  return agent === undefined ? null : JSON.stringify(agent.command ?? null);
}

/** Who gets the password of the e-mail account. */
function listMailServers({ channels }: Settings): string {
  const { imap_host, imap_port, smtp_host, smtp_port } = channels?.email ?? {};
  return JSON.stringify([imap_host ?? null, imap_port ?? null, smtp_host ?? null, smtp_port ?? null]);
}

/** Who gets the password of the engine. Addresses of this kind have no origin. */
function findEngine({ execution }: Settings): string {
  return JSON.stringify([execution?.engine?.url ?? null]);
}

/** Who gets the key of the search. */
function findSearcher({ tools }: Settings): string {
  const { kind, url } = tools?.web_search ?? {};
  return JSON.stringify([kind ?? null, getOrigin(url)]);
}

/** The name of the address that a key is sent to. */
function addressKey([table, id]: Path): string {
  if (table === "backup") return "endpoint";
  if (table === "mcp_servers") return "url or command";
  if (table === "acp_agents") return "command";
  if (table === "execution") return "url";
  if (table === "tools") return "kind or url";
  if (table === "channels") return id === "email" ? "a server or its port" : "api_root";
  return "base_url";
}

/** Without an address the format says whose key it is: that of Anthropic or that of OpenAI. */
function findApiOrigin(settings: Settings): string | null {
  const at = ["models", "api"];
  const url = storedAt(settings, [...at, "base_url"]);
  if (url !== undefined) return getOrigin(url);
  const format = storedAt(settings, [...at, "format"]) ?? DEFAULT_API_FORMAT;
  return Object.hasOwn(API_FORMATS, format) ? API_FORMATS[format as ApiFormat].vendor : null;
}

function getOrigin(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : null;
}
