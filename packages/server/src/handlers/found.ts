/** Checks that a requested resource exists and that its caller may see it. */
import { type AgentConfig, AppError, type Settings } from "@tinyagi/contracts";
import { assertOwnAgent } from "../security/authorize.js";
import type { Principal } from "../security/principal.js";
import type { Services } from "./services.js";

/** @throws AppError `NOT_FOUND` (404) with `message` when the value is undefined */
export function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new AppError("NOT_FOUND", message);
  return value;
}

/** The settings of an agent. @throws AppError `NOT_FOUND` (404) */
export function resolveAgent({ agents }: Pick<Settings, "agents">, id: string): AgentConfig {
  return found(Object.hasOwn(agents, id) ? agents[id] : undefined, `agent '${id}' not found`);
}

/** @throws AppError `FORBIDDEN` (403) for another agent's run and for channels, `NOT_FOUND` (404) for an unknown id */
export function mustSeeAgent(
  { settings }: Pick<Services, "settings">,
  agentId: string,
  principal: Principal,
): void {
  assertOwnAgent(principal, agentId);
  resolveAgent(settings.current(), agentId);
}
