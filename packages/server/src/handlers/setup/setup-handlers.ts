/**
 * The first set-up: what was found, a starter team with the instructions of its agents, or all settings at once with
 * the workspaces. Masks stand for stored secrets. Sections
 * that 0.0.20 did not know stay unchanged when the body omits them, because its clients could not send them.
 */
import {
  AppError,
  type RouteInput,
  type RouteOutput,
  type Settings,
  type SettingsEdit,
  STARTER_TEAM_IDS,
  type StarterLanguage,
} from "@tinyagi/contracts";
import { expandHome } from "@tinyagi/home";
import {
  findStarterTeam,
  hasOnlyStarters,
  STARTER_TEAMS_IN,
  starterAgentId,
  withStarterTeam,
} from "@tinyagi/teams";
import type { RouteContext, RouteHandlers } from "../../route-handlers.js";
import { isObject, type Json } from "../agent/places.js";
import { prepareWorkspace } from "../agent/prepare-workspace.js";
import { readyProvider, writeStarterTexts } from "../agent/starter-agents.js";
import type { Services } from "../services.js";

/** Sections that every client knows. Entries that the body omits in them are removed. */
const OLD_SECTIONS: ReadonlySet<string> = new Set([
  "workspace",
  "channels",
  "models",
  "default_agent",
  "agents",
  "custom_providers",
  "teams",
  "monitoring",
]);

type SetupHandlers = Pick<RouteHandlers, "setup" | "describeSetup" | "setUpTeam" | "decideDailyBudget">;

export function setupHandlers(services: Services): SetupHandlers {
  const { settings } = services;
  return {
    describeSetup: ({ query }) => describeSetup(services, query.language),
    setUpTeam: (input, context) => setUpTeam(services, input, context),
    async decideDailyBudget({ body: { usd } }, { author }) {
      await settings.update(author, (draft) => withDailyBudget(draft, usd));
      return { ok: true, usd };
    },
    async setup({ body }, { author }) {
      const wanted = expandPaths(body, services.daemon.userHome);
      const saved = await settings.update(author, (draft) => {
        const gone = Object.keys(draft).filter(
          (name) => OLD_SECTIONS.has(name) && !Object.hasOwn(wanted, name),
        );
        const sections = Object.entries(wanted) as [string, SettingsEdit["value"]][];
        return [
          ...gone.map((name) => ({ path: [name] })),
          ...sections.map(([name, value]) => ({ path: [name], value })),
        ];
      });
      for (const id of Object.keys(saved.agents)) await prepareWorkspace(services, id);
      const masked = settings.masked() as Awaited<ReturnType<RouteHandlers["getSettings"]>>;
      return { ok: true, settings: masked };
    },
  };
}

async function describeSetup(
  services: Services,
  language: StarterLanguage = "en",
): Promise<RouteOutput<"describeSetup">> {
  const { settings } = services;
  const now = settings.current();
  const found = await services.findProviders();
  const team = findStarterTeam(now);
  const provider = readyProvider(found);
  const usual = provider === "demo" ? "demo" : "dev";
  return {
    isNew: hasOnlyStarters(now) && !isInUse(services),
    team,
    suggested: { team: team === null || team === "demo" ? usual : team, provider },
    dailyBudget: isBudgetOpen(now) ? { usd: PROPOSED_USD } : null,
    found,
    searchPath: services.searchPath,
    teams: STARTER_TEAM_IDS.map((id) => {
      const { name, summary, leader, firstMessage, agents } = STARTER_TEAMS_IN[language][id];
      const members = Object.entries(agents).map(([agent, one]) => ({
        id: agent,
        name: one.name,
        role: one.role,
        template: starterAgentId(id, agent),
      }));
      return { id, name, summary, leader, firstMessage, agents: members };
    }),
  };
}

async function setUpTeam(
  services: Services,
  { body }: RouteInput<"setUpTeam">,
  { author }: RouteContext,
): Promise<RouteOutput<"setUpTeam">> {
  const { settings } = services;
  const provider = body.provider ?? readyProvider(await services.findProviders());
  const { team: chosen, model = "", beside, id, name, language } = body;
  const choice = { team: chosen, provider, model, beside, isInUse: isInUse(services), id, name, language };
  let made: ReturnType<typeof withStarterTeam> | undefined;
  let before: readonly string[] = [];
  await settings.update(author, (draft) => {
    before = Object.keys(draft.teams);
    made = withStarterTeam(draft, choice);
    return made.settings;
  });
  if (made === undefined) throw new Error("the settings were changed without a team");
  const { team, leader, texts } = made;
  for (const [agent, own] of Object.entries(texts)) await writeStarterTexts(services, agent, own);
  const now = settings.current();
  const agents = now.teams[team]?.agents ?? [];
  return {
    ok: true,
    team,
    leader,
    provider: now.agents[leader]?.provider ?? provider,
    agents,
    replaced: before.filter((one) => one !== "demo" && !Object.hasOwn(now.teams, one)),
  };
}

/** Enough for a day of one person's work, and little enough to notice a loop in time. */
const PROPOSED_USD = 10;

/** A daily budget is proposed once, and only where an agent costs money. */
function isBudgetOpen({ budgets, agents }: Settings): boolean {
  const costs = Object.values(agents).some(({ provider }) => provider !== "demo");
  return costs && budgets.day === undefined && budgets.offered !== true;
}

/** @throws AppError `CONFLICT` when it was decided before: what a person has set is not replaced */
function withDailyBudget(draft: Settings, usd: number | null): Settings {
  const { budgets } = draft;
  if (budgets.day !== undefined || budgets.offered === true)
    throw new AppError(
      "CONFLICT",
      "The daily budget was decided before. Change it: `tinyagi config set budgets.day.usd <amount>`.",
    );
  const day = usd === null ? {} : { day: { usd, onLimit: "ask" as const } };
  return { ...draft, budgets: { ...budgets, ...day, offered: true } };
}

/** Whether a message ever came. */
function isInUse({ store }: Services): boolean {
  return store.conversations.list({ limit: 1 }).length > 0;
}

/** A copy in which `~`, `~/` and `$HOME` are expanded in the paths of the workspace and of agents. */
function expandPaths(body: Json, userHome: string): Json {
  const { workspace, agents } = body;
  const expanded: Record<string, unknown> = { ...body };
  if (isObject(workspace)) expanded.workspace = withPath(workspace, "path", userHome);
  if (isObject(agents)) {
    const entries = Object.entries(agents).map(([id, agent]) => [
      id,
      isObject(agent) ? withPath(agent, "working_directory", userHome) : agent,
    ]);
    expanded.agents = Object.fromEntries(entries);
  }
  return expanded;
}

function withPath(entry: Json, key: string, userHome: string): Json {
  const path = entry[key];
  return typeof path === "string" ? { ...entry, [key]: expandHome(path, userHome) } : entry;
}
