/**
 * The agents of the demo team give way: a person who adds `reviewer` to a fresh home gets theirs. Only an agent that nobody
 * changed gives way.
 */
import type { Client } from "@tinyagi/client";
import { type AgentConfig, starterLanguageSchema } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";

type Settings = Readonly<Record<string, unknown>>;
const DEMO = "demo";
/** What the demo team sets. Anything else was set by a person. */
const OWN_KEYS: ReadonlySet<string> = new Set(["name", "role", "provider", "model"]);

/** Whether the agent is one that only the demo team wrote. */
export async function isDemoAgent(
  client: Client,
  { signal }: CliContext,
  { id, settings }: { id: string; settings: Settings },
): Promise<boolean> {
  const agent = listEntries<AgentConfig>(settings.agents)[id];
  if (agent?.provider !== DEMO) return false;
  if (Object.entries(agent).some(([key, value]) => !OWN_KEYS.has(key) && value != null)) return false;
  for (const language of starterLanguageSchema.options) {
    const { teams } = await client.call("describeSetup", { query: { language }, signal });
    const demo = teams.find((team) => team.id === DEMO)?.agents.find((one) => one.id === id);
    if (demo !== undefined && demo.name === agent.name && demo.role === agent.role) return true;
  }
  return false;
}

export function printReplaced(
  { output }: CliContext,
  { id, settings }: { id: string; settings: Settings },
): void {
  const teams = Object.entries(listEntries<{ agents?: string[] }>(settings.teams))
    .filter(([, { agents = [] }]) => agents.includes(id))
    .map(([team]) => `@${team}`);
  const member = teams.length === 0 ? "" : `, and is a member of ${teams.join(", ")} in its place`;
  output.talk(`note: @${id} replaces the agent of the demo team, which nobody had changed${member}`);
}

function listEntries<T>(value: unknown): Readonly<Record<string, T>> {
  return typeof value === "object" && value !== null ? (value as Record<string, T>) : {};
}
