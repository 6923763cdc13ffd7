import { type Settings, STARTER_TEAM_IDS, settingsSchema } from "@tinyagi/contracts";
import { createFirstRunSettings } from "@tinyagi/home";
import { describe, expect, it } from "vitest";
import { CHINESE } from "./chinese.js";
import { STARTER_TEAMS, STARTER_TEAMS_IN } from "./starter-table.js";
import { findStarterTeam, getStarterAgent, hasOnlyStarters, withStarterTeam } from "./starter-teams.js";

const firstRun = (...found: string[]): Settings =>
  createFirstRunSettings({ workspace: "/w", found: new Set(found) });
const choose = (settings: Settings, team: (typeof STARTER_TEAM_IDS)[number], provider = "anthropic") =>
  withStarterTeam(settings, { team, provider, model: "" });

describe("the starter teams", () => {
  it.each(STARTER_TEAM_IDS)("%s has a leader of its own, roles, and settings that are valid", (id) => {
    const { agents, leader } = STARTER_TEAMS[id];
    expect(Object.keys(agents)).toContain(leader);
    for (const { role } of Object.values(agents)) expect(role).toMatch(/\w+ \w+/);
    const { settings, texts } = choose(firstRun(), id);
    expect(settingsSchema.parse(settings)).toEqual(settings);
    expect(Object.keys(texts)).toEqual(id === "demo" ? [] : Object.keys(agents));
    for (const [agent, { instructions = "", soul = "" }] of Object.entries(texts)) {
      expect(instructions.split("\n").length).toBeGreaterThan(15);
      expect(soul.split("\n").length).toBeGreaterThan(5);
      // Ids can be taken in a home, so no text may name one.
      expect(`${instructions}${soul}`).not.toMatch(/(^|\s)@\w/);
      expect(soul).toContain(`# ${agents[agent]?.name}`);
    }
  });
});

describe("choosing a starter team", () => {
  it("replaces what the first start wrote, so that only the chosen team is there", () => {
    const { settings, team, leader } = choose(firstRun("claude"), "dev");
    expect(Object.keys(settings.agents)).toEqual(["lead", "coder", "tester", "reviewer"]);
    expect(Object.keys(settings.teams)).toEqual(["dev"]);
    expect({ team, leader, standard: settings.default_agent }).toEqual({
      team: "dev",
      leader: "lead",
      standard: "lead",
    });
    expect(settings.agents.coder).toMatchObject({ provider: "anthropic" });
    expect(findStarterTeam(settings)).toBe("dev");
    expect(hasOnlyStarters(settings)).toBe(true);
  });

  it("can be done again: another team takes its place, and so does the demo", () => {
    const again = choose(choose(firstRun(), "dev").settings, "content").settings;
    expect(Object.keys(again.agents)).toEqual(["editor", "researcher", "writer"]);
    const demo = choose(again, "demo").settings;
    expect(demo.agents.writer?.provider).toBe("demo");
    expect(findStarterTeam(demo)).toBe("demo");
  });

  it("keeps the teams of a home that was worked in, except the demo and the same team", () => {
    const used = { provider: "anthropic", model: "", isInUse: true } as const;
    const dev = withStarterTeam(firstRun(), { ...used, team: "dev" }).settings;
    expect(Object.keys(dev.teams)).toEqual(["dev"]);
    const both = withStarterTeam(dev, { ...used, team: "content" }).settings;
    expect(Object.keys(both.teams)).toEqual(["dev", "content"]);
    expect(both.agents).toMatchObject(dev.agents);
    expect(both.default_agent).toBe("lead");
    const again = withStarterTeam(both, { ...used, team: "dev", provider: "openai" }).settings;
    expect(Object.keys(again.teams).sort()).toEqual(["content", "dev"]);
    expect(again.agents.coder?.provider).toBe("openai");
    expect(settingsSchema.parse(again)).toEqual(again);
  });

  it("touches no agent that someone changed, and takes a free id beside it", () => {
    const before = choose(firstRun(), "dev").settings;
    const own = {
      ...before,
      agents: { ...before.agents, coder: { name: "Mine", provider: "openai", model: "" } },
    };
    expect(hasOnlyStarters(own)).toBe(false);
    const { settings, texts } = choose(own, "dev");
    expect(settings.agents.coder?.name).toBe("Mine");
    expect(settings.agents.coder2?.name).toBe("Coder");
    expect(Object.keys(texts)).toContain("coder2");
    expect(settings.teams.dev?.agents).toContain("coder");
    expect(settings.teams.dev2?.agents).toContain("coder2");
    expect(settingsSchema.parse(settings)).toEqual(settings);
  });

  it("can be added beside another starter team, under an id and a name of its own", () => {
    const before = choose(firstRun(), "content").settings;
    const choice = { team: "dev", provider: "anthropic", model: "", beside: true } as const;
    const { settings, team, leader } = withStarterTeam(before, { ...choice, id: "coder", name: "Builders" });
    expect(settingsSchema.parse(settings)).toEqual(settings);
    expect(settings.teams).toMatchObject(before.teams);
    expect(settings.agents).toMatchObject(before.agents);
    expect({ team, leader }).toEqual({ team: "coder", leader: "lead" });
    expect(settings.teams.coder).toMatchObject({
      name: "Builders",
      agents: ["lead", "coder2", "tester", "reviewer"],
    });
    expect(settings.default_agent).toBe("editor");
    const again = withStarterTeam(settings, choice);
    expect(again.settings.teams.dev?.agents).toEqual(["lead2", "coder3", "tester2", "reviewer2"]);
  });

  it("replaces no agent of a team that stays, so that the settings remain valid", () => {
    const choice = { team: "content", provider: "anthropic", model: "", beside: true } as const;
    // The demo team has a writer, so that the new one gets another id and its team stays.
    const before = withStarterTeam(firstRun(), choice).settings;
    expect(before.teams.content?.agents).toEqual(["editor", "researcher", "writer2"]);
    const { settings } = choose(before, "solo");
    expect(settingsSchema.parse(settings)).toEqual(settings);
    expect(settings.teams.content?.agents).toEqual(["editor", "researcher", "writer2"]);
    expect(Object.keys(settings.agents).sort()).toEqual(["assistant", "editor", "researcher", "writer2"]);
  });

  it("refuses an id for the team that is taken", () => {
    const before = choose(firstRun(), "content").settings;
    for (const id of ["content", "writer"]) {
      const choice = { team: "dev", provider: "demo", model: "", beside: true, id } as const;
      expect(() => withStarterTeam(before, choice)).toThrow("already exists");
    }
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

describe("the starter teams in Chinese", () => {
  it.each(STARTER_TEAM_IDS)(
    "%s has Chinese words for itself and each of its agents, and for no other",
    (id) => {
      const { agents, name, summary, firstMessage } = CHINESE[id];
      expect(Object.keys(agents)).toEqual(Object.keys(STARTER_TEAMS[id].agents));
      const texts = [
        name,
        summary,
        firstMessage,
        ...Object.values(agents).flatMap((one) => [one.name, one.role]),
      ];
      for (const text of texts) expect(text).toMatch(/^\p{Script=Han}[^A-Za-z,;:?!()]*$/u);
    },
  );

  it("are written into the settings as they were read, with the same ids and instructions", () => {
    const chosen = { team: "dev", provider: "anthropic", model: "" } as const;
    const english = withStarterTeam(firstRun(), chosen);
    const { settings, texts } = withStarterTeam(firstRun(), { ...chosen, language: "zh" });
    expect(settings.teams.dev?.name).toBe(STARTER_TEAMS_IN.zh.dev.name);
    expect(settings.agents.coder).toMatchObject(CHINESE.dev.agents.coder ?? {});
    expect(Object.keys(settings.agents)).toEqual(Object.keys(english.settings.agents));
    expect(texts).toEqual(english.texts);
    expect(getStarterAgent("dev:coder", "zh").role).toBe(CHINESE.dev.agents.coder?.role);
  });

  it("are known as untouched, so that another choice replaces them", () => {
    const choice = { provider: "anthropic", model: "" };
    const { settings } = withStarterTeam(firstRun(), { ...choice, team: "dev", language: "zh" });
    expect([findStarterTeam(settings), hasOnlyStarters(settings)]).toEqual(["dev", true]);
    const again = withStarterTeam(settings, { ...choice, team: "content" }).settings;
    expect(Object.keys(again.agents)).toEqual(["editor", "researcher", "writer"]);
    expect(Object.keys(again.teams)).toEqual(["content"]);
  });
});
