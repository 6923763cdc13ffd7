/**
 * Who gets each stored key: the origin, the servers or the program that it is sent to. A key stays bound to them. Pure.
 */
import { API_FORMATS, type ApiFormat, DEFAULT_API_FORMAT, type Settings } from "@tinyagi/contracts";
import { isObject, type JsonObject } from "./json-tree.js";

type Path = readonly string[];

/** What is removed and added again so that its key is sent to another address. */
const KEY_OWNERS: ReadonlyMap<string, string> = new Map([
  ["channels", "token"],
  ["backup", "key"],
  ["mcp_servers", "server"],
  ["acp_agents", "program"],
  ["repositories", "remote"],
  ["tools", "search"],
  ["execution", "engine"],
  ["recall", "endpoint"],
]);
/** The text at a path of the settings. */
export function storedAt(stored: Settings, path: Path): string | undefined {
  let value: unknown = stored;
  for (const step of path) {
    value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return typeof value === "string" ? value : undefined;
}

/** Whether the key at `path` would be sent to another place than the stored one. */
export function movedOrigin(path: Path, candidate: JsonObject, stored: Settings): boolean {
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
  if (table === "recall") {
    const url = [table, "embedding", "base_url"];
    return getOrigin(storedAt(stored, url)) !== getOrigin(storedAt(candidate as Settings, url));
  }
  if (table === "execution") return findEngine(stored) !== findEngine(candidate as Settings);
  if (table === "tools") return findSearcher(stored) !== findSearcher(candidate as Settings);
  if (table === "mcp_servers" && id !== undefined)
    return findReceiver(stored, id) !== findReceiver(candidate as Settings, id);
  if (table === "acp_agents" && id !== undefined)
    return findProgram(stored, id) !== findProgram(candidate as Settings, id);
  if (table === "repositories" && id !== undefined)
    return findRemote(stored, id) !== findRemote(candidate as Settings, id);
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

/** Who gets the token of a remote. */
function findRemote({ repositories }: Settings, id: string): string {
  const remote = repositories?.[id]?.remote;
  return JSON.stringify([getOrigin(remote?.url), getOrigin(remote?.api)]);
}

/** Who gets the key of the search. */
function findSearcher({ tools }: Settings): string {
  const { kind, url } = tools?.web_search ?? {};
  return JSON.stringify([kind ?? null, getOrigin(url)]);
}

/** The name of the address that a key is sent to. */
export function addressKey([table, id]: Path): string {
  if (table === "backup") return "endpoint";
  if (table === "mcp_servers") return "url or command";
  if (table === "acp_agents") return "command";
  if (table === "execution") return "url";
  if (table === "tools") return "kind or url";
  if (table === "repositories") return "url or api";
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

/** What is removed and added again so that its key is sent elsewhere. */
export function ownerOf([table]: Path): string {
  return KEY_OWNERS.get(table ?? "") ?? "provider";
}
