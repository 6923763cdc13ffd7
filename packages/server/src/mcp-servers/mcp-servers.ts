/**
 * All MCP servers of the settings. Agents reach a server only when the settings grant it, and only its tools that the owner
 * saw. A change of the settings counts at once: what it removes or replaces is ended.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Clock, Log } from "@tinyagi/base";
import {
  AppError,
  isAppError,
  MCP_ANY_TOOL,
  type McpRule,
  type McpServerConfig,
  type McpServerView,
  type McpToolView,
  networkVariables,
  type Settings,
} from "@tinyagi/contracts";
import { ensureFolder, isSecretReference, resolveSecret } from "@tinyagi/home";
import type { Journal } from "@tinyagi/kernel";
import { createLoginStore } from "./login-store.js";
import { createLogins, type LoginPlace, type Logins, tokensOf } from "./logins.js";
import type { ServerResult } from "./result.js";
import { createSeenTools } from "./seen-file.js";
import { createServer, type Server, type ServerStatus } from "./server.js";
import type { ResolvedPlace } from "./server-link.js";
import {
  definitionText,
  offeredDescription,
  offeredName,
  type ToolChange,
  type ToolDefinition,
} from "./tool-list.js";

/** What a program gets of the daemon's environment, with what it says about the network: no token, no key. */
const PASSED_VARIABLES = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "TMPDIR",
  "TZ",
  "LANG",
  "LC_ALL",
] as const;
const SECRET_NAME = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|COOKIE|SESSION/i;
const LONG_WORD = /^[A-Za-z0-9_+=.-]{16,}$/;

/** A tool as one agent may use it. */
export interface OfferedTool {
  readonly server: string;
  readonly name: string;
  readonly offeredAs: string;
  readonly description: string;
  readonly inputSchema: ToolDefinition["inputSchema"];
  readonly readOnly: boolean;
  readonly rule: Exclude<McpRule, "deny">;
  /** Digest of what a call reaches: program or address, keys, and the definition of the tool. */
  readonly reach: string;
}

export interface McpServers extends AsyncDisposable {
  list(): Promise<McpServerView[]>;
  /** A server that fails is no error here: the view says why. @throws AppError `NOT_FOUND` */
  test(id: string): Promise<McpServerView>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` for a digest of other tools */
  accept(id: string, digest: string): Promise<McpServerView>;
  /** @returns where the browser is sent @throws AppError `NOT_FOUND`, `INVALID_INPUT` for a program, `UNAVAILABLE` */
  beginLogin(id: string, redirectUri: string): Promise<string>;
  /** @throws AppError as {@link Logins.finish} */
  finishLogin(id: string, answer: string): Promise<McpServerView>;
  endLogin(id: string): Promise<McpServerView>;
  /** Starts nothing, so no server delays another. Never rejects. */
  offeredTo(agentId: string): Promise<OfferedTool[]>;
  /** @throws AppError as `Server.call`, and `NOT_FOUND` when the settings no longer have it */
  call(tool: OfferedTool, input: Record<string, unknown>, signal: AbortSignal): Promise<ServerResult>;
}

export interface McpServersOptions {
  readonly settings: () => Settings;
  /** Below the home: what the owner saw, and the folders that programs run in. */
  readonly folder: string;
  /** The logins at servers. Agents must not read it. */
  readonly loginFolder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Takes a secret out of everything that is logged. */
  readonly learn: (secret: string) => void;
  readonly journal: Pick<Journal, "subscribe">;
  readonly clock: Clock;
  readonly log: Log;
}

export function createMcpServers(options: McpServersOptions): McpServers {
  const { clock, log } = options;
  const store = createLoginStore(options.loginFolder);
  const logins = createLogins({ store, clock, learn: options.learn });
  const known = createKnownServers(options, logins);
  const configs = () => options.settings().mcp_servers;

  async function view(id: string): Promise<McpServerView> {
    const status = await known.of(id).status();
    const hasLogin = await logins.has({ id, url: resolveConfig(options.settings(), id).url ?? "" });
    return { ...toView(id, status, options.settings()), login: loginOf(status, hasLogin) };
  }

  async function offeredBy(id: string): Promise<OfferedTool[]> {
    const config = resolveConfig(options.settings(), id);
    return (await known.of(id).tools()).flatMap((tool) => offer(id, config, tool));
  }

  /** The next request uses the login as it is then. */
  async function renew(id: string): Promise<McpServerView> {
    await known.end(id);
    return view(id);
  }

  const unsubscribe = options.journal.subscribe((event) => {
    if (event.type !== "settings.changed") return;
    known.endOld();
    logins.keepOnly(Object.keys(configs())).catch((error: unknown) => {
      log.error({ err: error }, "the login of a removed MCP server was not removed");
    });
  });
  return {
    list: () => Promise.all(Object.keys(configs()).map(view)),
    async test(id) {
      try {
        await known.of(id).test();
      } catch (error) {
        // Why is in the view, as with a failure that nobody waited for.
        if (!isAppError(error) || error.code !== "UNAVAILABLE") throw error;
      }
      return view(id);
    },
    async accept(id, digest) {
      await known.of(id).accept(digest);
      return view(id);
    },
    ...loginActs({ logins, options, renew }),
    async offeredTo(agentId) {
      const granted = Object.keys(configs()).filter((id) => isGranted(options.settings(), id, agentId));
      const found = await Promise.allSettled(granted.map(offeredBy));
      return withoutTwins(found.flatMap((one) => (one.status === "fulfilled" ? one.value : [])));
    },
    call({ server, name }, input, signal) {
      const timeoutMs = resolveConfig(options.settings(), server).timeoutSeconds * 1_000;
      return known.of(server).call(name, input, { signal, timeoutMs });
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await known[Symbol.asyncDispose]();
    },
  };
}

/** The servers that were needed so far. One whose program, address or keys changed is replaced by another. */
interface KnownServers extends AsyncDisposable {
  /** @throws AppError `NOT_FOUND` */
  of(id: string): Server;
  /** The next one begins afresh. */
  end(id: string): Promise<void>;
  /** Ends those that the settings no longer have in this form. */
  endOld(): void;
}

function createKnownServers(options: McpServersOptions, logins: Logins): KnownServers {
  const { clock, log } = options;
  const seen = createSeenTools(options.folder);
  const known = new Map<string, { config: string; server: Server }>();
  return {
    of(id) {
      const config = resolveConfig(options.settings(), id);
      const text = getReach(config);
      const found = known.get(id);
      if (found?.config === text) return found.server;
      if (found !== undefined) void endOne(found.server, log);
      const resolve = () => resolvePlace({ id, config, logins }, options);
      const server = createServer({ id, key: toKey(config), resolve, seen, clock, log });
      known.set(id, { config: text, server });
      return server;
    },
    async end(id) {
      const found = known.get(id);
      known.delete(id);
      if (found !== undefined) await endOne(found.server, log);
    },
    endOld() {
      const { mcp_servers: wanted } = options.settings();
      const old = [...known].filter(([id, { config }]) => {
        const now = Object.hasOwn(wanted, id) ? wanted[id] : undefined;
        return now === undefined || getReach(now) !== config;
      });
      for (const [id, { server }] of old) {
        known.delete(id);
        void endOne(server, log);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...known.values()].map(({ server }) => endOne(server, log)));
    },
  };
}

/** What a person does for the login at a server. */
function loginActs({
  logins,
  options,
  renew,
}: {
  logins: Logins;
  options: McpServersOptions;
  renew: (id: string) => Promise<McpServerView>;
}): Pick<McpServers, "beginLogin" | "finishLogin" | "endLogin"> {
  return {
    async beginLogin(id, redirectUri) {
      return logins.begin(await loginPlace(id, options), redirectUri);
    },
    async finishLogin(id, answer) {
      await logins.finish(await loginPlace(id, options), answer);
      return renew(id);
    },
    async endLogin(id) {
      resolveConfig(options.settings(), id);
      await logins.forget(id);
      return renew(id);
    },
  };
}

async function endOne(server: Server, log: Log): Promise<void> {
  try {
    await server[Symbol.asyncDispose]();
  } catch (error) {
    log.error({ err: error }, "an MCP server did not end");
  }
}

/** Digests are short: a server could make a name that another has. Then neither of them is called by it. */
function withoutTwins(tools: readonly OfferedTool[]): OfferedTool[] {
  const counts = new Map<string, number>();
  for (const { offeredAs } of tools) counts.set(offeredAs, (counts.get(offeredAs) ?? 0) + 1);
  return tools.filter(({ offeredAs }) => counts.get(offeredAs) === 1);
}

function resolveConfig(settings: Settings, id: string): McpServerConfig {
  const config = Object.hasOwn(settings.mcp_servers, id) ? settings.mcp_servers[id] : undefined;
  if (config !== undefined) return config;
  throw new AppError("NOT_FOUND", "There is no MCP server with this id. See them: tinyagi mcp list");
}

/** What a connection depends on. Grants and rules change without a new one. */
function getReach({ command, args, env, url, headers, oauth }: McpServerConfig): string {
  const parts = [command, args, env, url, headers];
  return JSON.stringify(oauth === undefined ? parts : [...parts, oauth]);
}

function isGranted({ mcp_servers, agents }: Settings, id: string, agentId: string): boolean {
  const agent = Object.hasOwn(agents, agentId) ? agents[agentId] : undefined;
  if (agent === undefined) return false;
  return mcp_servers[id]?.everyone === true || agent.mcp_servers?.includes(id) === true;
}

/** A program with its arguments, or an address: who is listed. */
function toKey({ command, args, url }: McpServerConfig): string {
  return digestText([command, args, url]);
}

function digestText(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** What the settings say, else what the server declares: to change something, an owner is asked. */
function ruleFor({ tools }: McpServerConfig, { name, readOnly }: ToolDefinition): McpRule {
  const own = Object.hasOwn(tools, name) ? tools[name] : tools[MCP_ANY_TOOL];
  return own ?? (readOnly ? "allow" : "ask");
}

function offer(id: string, config: McpServerConfig, tool: ToolDefinition): OfferedTool[] {
  const rule = ruleFor(config, tool);
  if (rule === "deny") return [];
  const { name, inputSchema, readOnly } = tool;
  const description = offeredDescription(id, tool);
  const offeredAs = offeredName(id, name);
  const reach = digestText([getReach(config), definitionText(tool)]);
  return [{ server: id, name, offeredAs, description, inputSchema, readOnly, rule, reach }];
}

/** @throws AppError `INVALID_INPUT` for a program, `SECRET_UNRESOLVED` */
async function loginPlace(id: string, options: McpServersOptions): Promise<LoginPlace> {
  const { url, oauth } = resolveConfig(options.settings(), id);
  if (url === undefined)
    throw new AppError(
      "INVALID_INPUT",
      "This MCP server is a program. Only servers at an address have a login.",
    );
  if (oauth === undefined) return { id, url };
  const { client_id: clientId, client_secret: secret, scope } = oauth;
  const clientSecret =
    secret === undefined ? secret : await resolveSecret(secret, { env: options.variables });
  if (clientSecret !== undefined) options.learn(clientSecret);
  return { id, url, clientId, clientSecret, scope };
}

function loginOf({ needsLogin }: ServerStatus, hasLogin: boolean): McpServerView["login"] {
  if (needsLogin) return "needed";
  return hasLogin ? "done" : "none";
}

async function resolvePlace(
  { id, config, logins }: { id: string; config: McpServerConfig; logins: Logins },
  options: McpServersOptions,
): Promise<ResolvedPlace> {
  const { variables, folder, learn } = options;
  const resolved = async (values: Readonly<Record<string, string>>) => {
    const pairs = Object.entries(values).map(
      async ([name, value]) => [name, await resolveSecret(value, { env: variables })] as const,
    );
    return Object.fromEntries(await Promise.all(pairs));
  };
  const given = config.command === undefined ? config.headers : config.env;
  const own = await resolved(given);
  const secrets = Object.entries(own).flatMap(([name, value]) =>
    isKey(name, given[name] ?? "") ? [value] : [],
  );
  for (const secret of secrets) learn(secret);
  if (config.command === undefined) {
    const login = await logins.provider(await loginPlace(id, options));
    const place = { kind: "address", url: config.url ?? "", headers: own, login } as const;
    return { place, secrets: () => [...secrets, ...tokensOf(login?.tokens())] };
  }
  const cwd = join(folder, id);
  await ensureFolder(cwd);
  const passed = PASSED_VARIABLES.flatMap((name) =>
    variables[name] === undefined ? [] : [[name, variables[name]]],
  );
  const env = { ...Object.fromEntries(passed), ...networkVariables(variables), ...own };
  return {
    place: { kind: "program", command: config.command, args: config.args, env, cwd },
    secrets: () => secrets,
  };
}

/** Of a variable or header: a folder, a number or a media type that every answer contains is none. A key is named, referred to, or one long word. */
function isKey(name: string, value: string): boolean {
  return isSecretReference(value) || SECRET_NAME.test(name) || LONG_WORD.test(value);
}

function toView(id: string, status: ServerStatus, settings: Settings): Omit<McpServerView, "login"> {
  const config = resolveConfig(settings, id);
  const { command, args, url = "", everyone } = config;
  const { isRunning, problem, pid, tools, unusable, digest } = status;
  const resting = tools === undefined ? "unused" : "idle";
  return {
    id,
    kind: command === undefined ? "address" : "program",
    place: command === undefined ? (url.split("?", 1)[0] ?? "") : [command, ...args].join(" "),
    agents: Object.keys(settings.agents).filter((agent) => isGranted(settings, id, agent)),
    everyone,
    state: isRunning ? "running" : problem === undefined ? resting : "failed",
    problem: problem ?? null,
    pid: pid ?? null,
    tools: [...(tools ?? []).map((tool) => toolView(id, config, tool)), ...unusable.map(unusableView)],
    digest: digest ?? null,
  };
}

function toolView(
  id: string,
  config: McpServerConfig,
  { name, state, before, after }: ToolChange,
): McpToolView {
  const tool = after ?? before;
  const rule = tool === undefined ? "deny" : ruleFor(config, tool);
  const isOffered = state === "offered" && rule !== "deny";
  return {
    name,
    offeredAs: isOffered ? offeredName(id, name) : null,
    state: state === "offered" && rule === "deny" ? "denied" : state,
    rule,
    readOnly: tool?.readOnly === true,
    description: tool?.description ?? "",
    before: state === "offered" || before === undefined ? null : definitionText(before),
    after: state === "offered" || after === undefined ? null : definitionText(after),
  };
}

function unusableView(name: string): McpToolView {
  return {
    name,
    offeredAs: null,
    state: "unusable",
    rule: "deny",
    readOnly: false,
    description: "",
    before: null,
    after: null,
  };
}
