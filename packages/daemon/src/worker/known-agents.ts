/** The agents that a worker has worked for, with the settings of each: as much of a home as its workspaces need. */
import { type AgentConfig, defaultSettings, type Settings } from "@tinyagi/contracts";

export interface KnownAgents {
  /** The same object until an agent becomes known or changes. */
  settings(): Settings;
  learn(id: string, config: AgentConfig): void;
}

export function createKnownAgents(): KnownAgents {
  let settings = defaultSettings();
  const seen = new Map<string, string>();
  return {
    settings: () => settings,
    learn(id, config) {
      const text = JSON.stringify(config);
      if (seen.get(id) === text) return;
      seen.set(id, text);
      settings = { ...settings, agents: { ...settings.agents, [id]: config } };
    },
  };
}
