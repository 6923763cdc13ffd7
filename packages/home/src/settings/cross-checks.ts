/** What the schema cannot express: the entries of the settings must fit each other. */

import { isMetadataUrl } from "@tinyagi/base";
import { DEFAULT_LOGIN, type ErrorDetail, heartbeatIntervalSchema } from "@tinyagi/contracts";
import { isObject, type JsonObject } from "./json-tree.js";
import { placeProblems } from "./place-checks.js";

const CUSTOM = "custom:";

/** Contradictions between entries that a change must not introduce. The schema reports entries of the wrong shape. */
export function crossChecks(candidate: JsonObject): ErrorDetail[] {
  const agents = isObject(candidate.agents) ? candidate.agents : {};
  const teams = isObject(candidate.teams) ? candidate.teams : {};
  const problems: ErrorDetail[] = [];
  for (const [id, team] of Object.entries(teams)) {
    if (Object.hasOwn(agents, id)) problems.push({ path: `teams.${id}`, message: "an agent has this id" });
    if (isObject(team)) problems.push(...teamProblems(id, team, agents));
  }
  problems.push(
    ...missingProviders(candidate),
    ...missingLogins(candidate),
    ...choreProblems(candidate),
    ...metadataEndpoint(candidate),
    ...mcpProblems(candidate),
    ...searchProblems(candidate),
    ...placeProblems(candidate),
  );
  const standard = candidate.default_agent;
  if (typeof standard === "string" && !Object.hasOwn(agents, standard)) {
    problems.push({ path: "default_agent", message: "no agent has this id" });
  }
  return problems;
}

/** Orders that name a login which does not exist. */
function missingLogins(candidate: JsonObject): ErrorDetail[] {
  return ["models", "custom_providers"].flatMap((table) => {
    const providers = candidate[table];
    return Object.entries(isObject(providers) ? providers : {}).flatMap(([id, provider]) => {
      const { logins, login_order: order } = isObject(provider) ? provider : {};
      const isKnown = (name: unknown) =>
        typeof name !== "string" ||
        name === DEFAULT_LOGIN ||
        (isObject(logins) && Object.hasOwn(logins, name));
      return Array.isArray(order) && !order.every(isKnown)
        ? [{ path: `${table}.${id}.login_order`, message: "names a login that does not exist" }]
        : [];
    });
  });
}

/** A model for chores behind a provider that only an agent program can use. */
function choreProblems({ chores, custom_providers: own }: JsonObject): ErrorDetail[] {
  const provider = isObject(chores) ? chores.provider : undefined;
  if (typeof provider !== "string" || !provider.startsWith(CUSTOM) || !isObject(own)) return [];
  const id = provider.slice(CUSTOM.length);
  const custom = Object.hasOwn(own, id) ? own[id] : undefined;
  return isObject(custom) && custom.harness !== "api"
    ? [{ path: "chores.provider", message: "needs a custom provider with the harness `api`" }]
    : [];
}

/** An endpoint of the export that no span may be sent to. */
function metadataEndpoint({ telemetry }: JsonObject): ErrorDetail[] {
  const otlp = isObject(telemetry) ? telemetry.otlp : undefined;
  const endpoint = isObject(otlp) ? otlp.endpoint : undefined;
  return typeof endpoint === "string" && URL.canParse(endpoint) && isMetadataUrl(endpoint)
    ? [{ path: "telemetry.otlp.endpoint", message: "is an address of a cloud's metadata service" }]
    : [];
}

/** A search without the address that its kind needs. */
function searchProblems({ tools }: JsonObject): ErrorDetail[] {
  const search = isObject(tools) ? tools.web_search : undefined;
  if (!isObject(search)) return [];
  const { kind, url } = search;
  if (typeof url === "string" && URL.canParse(url) && isMetadataUrl(url))
    return [{ path: "tools.web_search.url", message: "is an address of a cloud's metadata service" }];
  return (kind === "searxng" || kind === "custom") && url === undefined
    ? [{ path: "tools.web_search.url", message: `give the address of ${kind}` }]
    : [];
}

/** MCP servers that are neither a program nor an address, or both, and agents that name one that is not there. */
function mcpProblems({ agents, mcp_servers: given }: JsonObject): ErrorDetail[] {
  const servers = isObject(given) ? given : {};
  const problems = Object.entries(servers).flatMap(([id, server]): ErrorDetail[] => {
    if (!isObject(server)) return [];
    const { command, url } = server;
    const path = `mcp_servers.${id}`;
    if ((command === undefined) === (url === undefined))
      return [{ path, message: "give either `command`, a program, or `url`, an address" }];
    if (typeof command === "string" && command.includes("/") && !command.startsWith("/"))
      return [{ path: `${path}.command`, message: "give a name in the PATH, or an absolute path" }];
    return typeof url === "string" && URL.canParse(url) && isMetadataUrl(url)
      ? [{ path: `${path}.url`, message: "is an address of a cloud's metadata service" }]
      : [];
  });
  const named = Object.entries(isObject(agents) ? agents : {}).flatMap(([id, agent]) => {
    const wanted = isObject(agent) && Array.isArray(agent.mcp_servers) ? agent.mcp_servers : [];
    return wanted
      .filter((server: unknown) => typeof server === "string" && !Object.hasOwn(servers, server))
      .map(() => ({
        path: `agents.${id}.mcp_servers`,
        message: "names an MCP server that is not in `mcp_servers`",
      }));
  });
  return [...problems, ...named];
}

/** Agents, fallbacks and default providers that refer to a missing custom provider. */
export function missingProviders(candidate: JsonObject): ErrorDetail[] {
  const agents = isObject(candidate.agents) ? candidate.agents : {};
  const own = isObject(candidate.custom_providers) ? candidate.custom_providers : {};
  const isMissing = (provider: unknown): boolean =>
    typeof provider === "string" &&
    provider.startsWith(CUSTOM) &&
    !Object.hasOwn(own, provider.slice(CUSTOM.length));
  const places: [string, unknown][] = Object.entries(agents).flatMap(([id, agent]) => {
    if (!isObject(agent)) return [];
    const fallback = Array.isArray(agent.fallback) ? agent.fallback : [];
    return [
      [`agents.${id}.provider`, agent.provider],
      ...fallback.map((entry: unknown, index): [string, unknown] => [
        `agents.${id}.fallback.${index}.provider`,
        isObject(entry) ? entry.provider : undefined,
      ]),
    ];
  });
  if (isObject(candidate.models)) places.push(["models.provider", candidate.models.provider]);
  if (isObject(candidate.chores)) places.push(["chores.provider", candidate.chores.provider]);
  return places
    .filter(([, provider]) => isMissing(provider))
    .map(([path]) => ({ path, message: "no custom provider has this id" }));
}

/** Senders whose default is neither an agent nor a team. The default agent serves them instead. */
export function lostDefaults(candidate: JsonObject): ErrorDetail[] {
  const channels = isObject(candidate.channels) ? candidate.channels : {};
  const defaults = isObject(channels.defaults) ? channels.defaults : {};
  return Object.entries(defaults)
    .filter(([, choice]) => !isTarget(candidate, isObject(choice) ? choice.agentId : choice))
    .map(([sender]) => ({
      path: `channels.defaults.${sender}`,
      message: "names no configured agent or team and has no effect",
    }));
}

/**
 * Webhooks whose agent or team does not exist: their deliveries are refused.
 *
 * @param previous an entry with the same agent there is accepted: the agent was removed, the webhook is not new
 */
export function lostWebhooks(candidate: JsonObject, previous: JsonObject = {}): ErrorDetail[] {
  const before = isObject(previous.webhooks) ? previous.webhooks : {};
  const hooks = isObject(candidate.webhooks) ? Object.entries(candidate.webhooks) : [];
  return hooks
    .filter(([name, hook]) => {
      if (!isObject(hook) || typeof hook.agent !== "string") return false;
      const old = Object.hasOwn(before, name) ? before[name] : undefined;
      return !isTarget(candidate, hook.agent) && !(isObject(old) && old.agent === hook.agent);
    })
    .map(([name]) => ({ path: `webhooks.${name}.agent`, message: "no agent or team has this id" }));
}

/**
 * Heartbeat intervals that are too short or too long.
 *
 * @param previous an interval with the same value there is accepted, because files of 0.0.20 contain shorter ones
 */
export function heartbeatIntervals(candidate: JsonObject, previous: JsonObject = {}): ErrorDetail[] {
  const before = new Map(listIntervals(previous));
  return listIntervals(candidate).flatMap(([path, interval]) => {
    const result = heartbeatIntervalSchema.safeParse(interval);
    if (result.success || before.get(path) === interval) return [];
    return [{ path, message: result.error.issues[0]?.message ?? "not a valid interval" }];
  });
}

function listIntervals(candidate: JsonObject): [path: string, seconds: number][] {
  const monitoring = isObject(candidate.monitoring) ? candidate.monitoring : {};
  const agents = isObject(candidate.agents) ? Object.entries(candidate.agents) : [];
  const places: [string, unknown][] = agents.map(([id, agent]) => {
    const heartbeat = isObject(agent) && isObject(agent.heartbeat) ? agent.heartbeat : {};
    return [`agents.${id}.heartbeat.interval`, heartbeat.interval];
  });
  places.push(["monitoring.heartbeat_interval", monitoring.heartbeat_interval]);
  // The schema reports values of another type.
  return places.filter(
    (place): place is [string, number] => Number.isInteger(place[1]) && Number(place[1]) >= 0,
  );
}

function isTarget(candidate: JsonObject, id: unknown): boolean {
  return [candidate.agents, candidate.teams].some(
    (table) => typeof id === "string" && isObject(table) && Object.hasOwn(table, id),
  );
}

function teamProblems(id: string, team: JsonObject, agents: JsonObject): ErrorDetail[] {
  const members = team.agents;
  if (!Array.isArray(members)) return [];
  const problems: ErrorDetail[] = [];
  members.forEach((member: unknown, index) => {
    if (typeof member !== "string") return;
    const path = `teams.${id}.agents.${index}`;
    if (!Object.hasOwn(agents, member)) problems.push({ path, message: "no agent has this id" });
    if (members.indexOf(member) !== index) problems.push({ path, message: "this member is named twice" });
  });
  const leader = team.leader_agent;
  if (typeof leader === "string" && !members.includes(leader)) {
    problems.push({ path: `teams.${id}.leader_agent`, message: "the leader must be a member" });
  }
  return problems;
}
