/**
 * Those settings that a worker needs to run one agent, as the daemon sends them. Other agents, channels and servers are
 * not among them, nor a secret that the settings contain themselves: the worker has its own login. References such as
 * `env:NAME` go along, and are resolved on the worker.
 */
import {
  type AgentConfig,
  AppError,
  defaultSettings,
  isSecretPath,
  type Settings,
  settingsSchema,
} from "@tinyagi/contracts";
import { isObject, isSecretReference, type JsonObject } from "@tinyagi/home";
import type { PlacedAgent } from "@tinyagi/worker";

/** In place of a key that is required and not sent, so that a run that needs it says which one is missing. */
const NOT_SENT = "env:TINYAGI_KEY_NOT_SENT";
const REQUIRED = new Set(["custom_providers"]);

export function settingsOfRun(settings: Settings, agentId: string, agent: AgentConfig): JsonObject {
  const { models, acp_agents, execution, container, tools, language } = settings;
  const { redisUrl: _redisUrl, ...runs } = execution;
  const custom = agent.provider.startsWith("custom:") ? agent.provider.slice("custom:".length) : undefined;
  const provider = custom === undefined ? undefined : settings.custom_providers[custom];
  const part = {
    ...defaultSettings(),
    models,
    acp_agents,
    execution: runs,
    container,
    tools,
    language,
    agents: { [agentId]: agentOfRun(agent) },
    custom_providers: custom === undefined || provider === undefined ? {} : { [custom]: provider },
  };
  const copy: JsonObject = JSON.parse(JSON.stringify(part));
  removeSecrets(copy, []);
  return copy;
}

/** Its folder on this machine means nothing on another one, and a secret of it stays here. */
export function agentOfRun({ working_directory: _folder, ...agent }: AgentConfig): AgentConfig {
  const copy: { agents: { one: AgentConfig } } = JSON.parse(JSON.stringify({ agents: { one: agent } }));
  removeSecrets(copy, []);
  return copy.agents.one;
}

/** What a worker must know to find an agent's workspace and to create what is missing in it. @throws AppError `UNKNOWN_AGENT` */
export function placedAgent({ agents }: Pick<Settings, "agents">, id: string): PlacedAgent {
  const config = Object.hasOwn(agents, id) ? agents[id] : undefined;
  if (config === undefined)
    throw new AppError("UNKNOWN_AGENT", "No agent has this id. List them with `tinyagi agent list`.");
  return { id, config: agentOfRun(config) };
}

/** @returns undefined for settings that this release cannot read */
export function readRunSettings(settings: unknown): Settings | undefined {
  return settingsSchema.safeParse(settings).data;
}

function removeSecrets(parent: object, path: readonly string[]): void {
  for (const [key, value] of Object.entries(parent)) {
    const here = [...path, key];
    if (isObject(value) || Array.isArray(value)) removeSecrets(value, here);
    else if (typeof value === "string" && isSecretPath(here) && !isSecretReference(value)) {
      if (REQUIRED.has(here[0] ?? "")) Reflect.set(parent, key, NOT_SENT);
      else Reflect.deleteProperty(parent, key);
    }
  }
}
