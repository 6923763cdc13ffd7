/** The settings of a new home: a demo team that works without a key, and one real agent if a CLI was found. */
import { type AgentConfig, PROVIDER_IDS, PROVIDERS, type Settings, settingsSchema } from "@tinyagi/contracts";

export interface FirstRunFacts {
  /** Absolute path of the workspace. */
  workspace: string;
  /** Harnesses whose CLI the machine has. */
  found: ReadonlySet<string>;
}

/** Pure: writes nothing. The default agent is `tinyagi`. */
export function createFirstRunSettings(facts: FirstRunFacts): Settings {
  const main = mainAgent(facts.found);
  return settingsSchema.parse({
    workspace: { path: facts.workspace },
    channels: { enabled: [] },
    // Someone who adds an agent wants a real one, not another demo.
    ...(main.provider === "demo" ? {} : { models: { provider: main.provider } }),
    default_agent: "tinyagi",
    agents: { tinyagi: main, ...demoAgents() },
    teams: {
      // With `leader`, what a newcomer sees first is one result, not three answers in a row.
      demo: {
        name: "Demo team",
        agents: ["lead", "writer", "reviewer"],
        leader_agent: "lead",
        join: "leader",
      },
    },
  });
}

function mainAgent(found: FirstRunFacts["found"]): AgentConfig {
  const base = { name: "TinyAGI", role: "Answers what nobody else was asked" };
  const provider = PROVIDER_IDS.find((id) => found.has(PROVIDERS[id].harness));
  if (provider !== undefined) return { ...base, provider, model: PROVIDERS[provider].firstModel };
  return { ...base, provider: "demo", model: "" };
}

function demoAgents(): Record<string, AgentConfig> {
  const demo = { provider: "demo", model: "" };
  return {
    lead: { ...demo, name: "Lead", role: "Plans the work and hands it to the team" },
    writer: { ...demo, name: "Writer", role: "Writes drafts" },
    reviewer: { ...demo, name: "Reviewer", role: "Reviews drafts and names what is missing" },
  };
}
