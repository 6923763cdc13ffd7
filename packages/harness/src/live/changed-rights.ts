/** Whose programs were started with other rights than the settings give now. Pure. */
import type { AgentConfig, Settings } from "@tinyagi/contracts";
import { digestOf } from "./basis.js";

/** What an agent may do and reach. A program that waits with more than that is closed at once, not with the next message. */
const RIGHTS = [
  "permissions",
  "container",
  "reads",
  "working_directory",
  "mcp_servers",
  "web",
  "env",
] as const;

/** @returns ids of agents that were there before, and still are */
export function agentsWithOtherRights(before: Settings, after: Settings): string[] {
  return Object.entries(before.agents).flatMap(([id, agent]) => {
    const now = after.agents[id];
    return now === undefined || rightsOf(agent) === rightsOf(now) ? [] : [id];
  });
}

function rightsOf(agent: AgentConfig): string {
  return digestOf(RIGHTS.map((name) => agent[name] ?? null));
}
