/** The agents of the demo team give way to a person's own, as long as nobody changed them. */
import { type AgentConfig, starterLanguageSchema } from "@tinyagi/contracts";
import { STARTER_TEAMS_IN } from "./starter-table.js";

/** What the demo team sets. Anything else was set by a person. */
const OWN_KEYS: ReadonlySet<string> = new Set(["name", "role", "provider", "model"]);

/** Whether an agent is as the demo team wrote it. */
export function isDemoAgent(id: string, agent: AgentConfig): boolean {
  if (agent.provider !== "demo") return false;
  if (Object.entries(agent).some(([key, value]) => !OWN_KEYS.has(key) && value !== undefined)) return false;
  return starterLanguageSchema.options.some((language) => {
    const demo = Object.entries(STARTER_TEAMS_IN[language].demo.agents).find(([own]) => own === id)?.[1];
    return demo !== undefined && demo.name === agent.name && demo.role === agent.role;
  });
}
