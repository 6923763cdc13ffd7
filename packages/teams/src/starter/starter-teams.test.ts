import { type Settings, STARTER_TEAM_IDS, settingsSchema } from "@tinyagi/contracts";
import { createFirstRunSettings } from "@tinyagi/core";
import { describe, expect, it } from "vitest";
import { hasOnlyStarters, STARTER_TEAMS, starterTeamOf, withStarterTeam } from "./starter-teams.js";

const firstRun = (...found: string[]): Settings =>
  createFirstRunSettings({ workspace: "/w", found: new Set(found) });
const choose = (settings: Settings, team: (typeof STARTER_TEAM_IDS)[number], provider = "anthropic") =>
  withStarterTeam(settings, { team, provider, model: "" });

describe("the starter teams", () => {
  it.each(STARTER_TEAM_IDS)("%s has a leader of its own, roles, and settings that are valid", (id) => {
    const { agents, leader } = STARTER_TEAMS[id];
    expect(Object.keys(agents)).toContain(leader);
    for (const { role } of Object.values(agents)) expect(role).toMatch(/\w+ \w+/);
    const { settings, instructions } = choose(firstRun(), id);
    expect(settingsSchema.parse(settings)).toEqual(settings);
    if (id !== "demo") expect(Object.keys(instructions)).toEqual(Object.keys(agents));
    for (const text of Object.values(instructions)) expect(text.split("\n").length).toBeGreaterThan(15);
  });
});

describe("choosing a starter team", () => {
  it("replaces what the first start wrote, so that only the chosen team is there", () => {
    const { settings, team, leader } = choose(firstRun("claude"), "dev");
    expect(Object.keys(settings.agents)).toEqual(["lead", "coder", "tester", "reviewer"]);
    expect(Object.keys(settings.teams)).toEqual(["dev"]);
    expect({ team, leader, standard: settings.default_agent }).toEqual({
      ...{ team: "dev", leader: "lead", standard: "lead" },
    });
    expect(settings.agents.coder).toMatchObject({ provider: "anthropic" });
    expect(starterTeamOf(settings)).toBe("dev");
    expect(hasOnlyStarters(settings)).toBe(true);
  });

  it("can be done again: another team takes its place, and so does the demo", () => {
    const again = choose(choose(firstRun(), "dev").settings, "content").settings;
    expect(Object.keys(again.agents)).toEqual(["editor", "researcher", "writer"]);
    const demo = choose(again, "demo").settings;
    expect(demo.agents.writer?.provider).toBe("demo");
    expect(starterTeamOf(demo)).toBe("demo");
  });

  it("touches no agent that someone changed, and takes a free id beside it", () => {
    const before = choose(firstRun(), "dev").settings;
    const own = {
      ...before,
      agents: { ...before.agents, coder: { name: "Mine", provider: "openai", model: "" } },
    };
    expect(hasOnlyStarters(own)).toBe(false);
    const { settings, instructions } = choose(own, "dev");
    expect(settings.agents.coder?.name).toBe("Mine");
    expect(settings.agents.coder2?.name).toBe("Coder");
    expect(Object.keys(instructions)).toContain("coder2");
    expect(settings.teams.dev?.agents).toContain("coder");
    expect(settings.teams.dev2?.agents).toContain("coder2");
    expect(settingsSchema.parse(settings)).toEqual(settings);
  });

  it("keeps the default agent and the provider that a person chose", () => {
    const own = settingsSchema.parse({
      default_agent: "ann",
      agents: { ann: { name: "Ann", provider: "openai" } },
      models: { provider: "openai" },
    });
    const { settings } = choose(own, "solo");
    expect(settings).toMatchObject({ default_agent: "ann", models: { provider: "openai" } });
  });
});
