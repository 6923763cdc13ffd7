/** The table of the starter teams, in each language. */
import {
  type AgentConfig,
  STARTER_TEAM_IDS,
  type StarterLanguage,
  type StarterTeamId,
} from "@tinyagi/contracts";
import { createFirstRunSettings } from "@tinyagi/home";
import { CHINESE } from "./chinese.js";
import { CONTENT } from "./content.js";
import { DEV } from "./dev.js";
import { OPS } from "./ops.js";
import { SOLO } from "./solo.js";
import type { StarterAgent, StarterTeam, StarterWords } from "./starter-team.js";

type Table<T> = Readonly<Record<StarterTeamId, T>>;

/** What the first start of a home without any agent CLI writes: the demo team. */
export const FIRST = createFirstRunSettings({ workspace: "/", found: new Set() });

/** Every starter team by its id, in the order in which they are offered. */
export const STARTER_TEAMS: Table<StarterTeam> = {
  solo: SOLO,
  dev: DEV,
  content: CONTENT,
  ops: OPS,
  demo: {
    id: "demo",
    name: "Demo team",
    summary: "Free and offline: answers come from a script",
    leader: "lead",
    firstMessage: "Plan a page for a bakery: who does what?",
    agents: Object.fromEntries(
      Object.entries(FIRST.agents).filter(([id]) => FIRST.teams.demo?.agents.includes(id)),
    ) as Record<string, AgentConfig & StarterAgent>,
  },
};

/** The same teams with the words of each language that people read. */
export const STARTER_TEAMS_IN: Readonly<Record<StarterLanguage, Table<StarterTeam>>> = {
  en: STARTER_TEAMS,
  zh: inWords(CHINESE),
};

function inWords(words: Table<StarterWords>): Table<StarterTeam> {
  const teams = STARTER_TEAM_IDS.map((id) => {
    const { agents, ...own } = words[id];
    const named = Object.entries(STARTER_TEAMS[id].agents).map(([key, agent]) => [
      key,
      { ...agent, ...agents[key] },
    ]);
    return [id, { ...STARTER_TEAMS[id], ...own, agents: Object.fromEntries(named) }];
  });
  return Object.fromEntries(teams) as Table<StarterTeam>;
}
