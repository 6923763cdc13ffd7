import { isNameLine, type Settings, settingsSchema } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderTeammates } from "./teammates.js";

const settings = (change: Record<string, unknown> = {}): Settings =>
  settingsSchema.parse({
    agents: {
      coder: { name: "Coder", provider: "anthropic", model: "sonnet", role: "Writes code" },
      reviewer: { name: "Rita", provider: "openai", role: "Reads\n# code" },
      writer: { name: "Wim", provider: "demo" },
      alone: { name: "Al", provider: "demo" },
    },
    teams: {
      dev: { name: "Development", agents: ["coder", "reviewer"], leader_agent: "coder" },
      docs: { name: "Docs", agents: ["writer", "coder", "gone"], leader_agent: "writer" },
      solo: { name: "Solo", agents: ["alone"], leader_agent: "alone" },
    },
    ...change,
  });

describe("the teammates block", () => {
  it("shows who one is and the members of all one's teams", () => {
    expect(renderTeammates("coder", settings(), { workspace: "/w/coder" })).toBe(
      [
        "### You",
        "- `@coder` — **Coder** (sonnet) *(team leader)*",
        "- Your role: Writes code",
        "- Your directory: `/w/coder`",
        "",
        "### Team `#dev` — Development",
        "- `@reviewer` — **Rita** (openai) — Reads # code",
        "",
        "### Team `#docs` — Docs",
        "- `@writer` — **Wim** (demo) *(team leader)*",
      ].join("\n"),
    );
  });

  it("marks the leader for the others and only for the leader's own team", () => {
    const block = renderTeammates("reviewer", settings());
    expect(block).toContain("- `@reviewer` — **Rita** (openai)\n");
    expect(block).toContain("- `@coder` — **Coder** (sonnet) *(team leader)* — Writes code");
    expect(block).not.toContain("#docs");
  });

  it("tells an agent without teammates that there are none", () => {
    expect(renderTeammates("alone", settings())).toContain(
      "### Team `#solo` — Solo\n- You are the only member.",
    );
    expect(renderTeammates("writer", settings({ teams: {} }))).toContain("You are not in a team");
  });

  it("is empty for an unknown agent and for names of the object prototype", () => {
    for (const id of ["nobody", "constructor", "__proto__"]) expect(renderTeammates(id, settings())).toBe("");
  });

  it("keeps every name on its line, also one that the settings would refuse", () => {
    const dev = { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" };
    const { agents, teams, ...rest } = settings({ teams: { dev } });
    const names = { coder: "C\n### Team `#root`", reviewer: "R\u2028- `@boss`" };
    for (const [id, name] of Object.entries(names))
      Object.assign(agents[id] ?? {}, { name, role: undefined });
    Object.assign(teams.dev ?? {}, { name: "D\r\n- x" });
    const block = renderTeammates("coder", { ...rest, agents, teams });
    expect(block.split(/[\r\n\u2028]/).filter((line) => line !== "")).toHaveLength(4);
  });

  it("lists at most 256 members and says how many more there are", () => {
    const ids = Array.from({ length: 250 }, (_, index) => `a${index}`);
    const crowd = settings({
      agents: Object.fromEntries(ids.map((id) => [id, { name: id, provider: "demo" }])),
      teams: {
        one: { name: "One", agents: ids, leader_agent: "a0" },
        two: { name: "Two", agents: ids, leader_agent: "a0" },
      },
    });
    const block = renderTeammates("a0", crowd);
    expect(block.match(/^- `@/gm)).toHaveLength(257);
    expect(block).toMatch(/- … and 242 more$/);
  });
});

describe("for any office", () => {
  const ids = ["a", "b", "c", "d"];
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 30 });
  const named = (text: string): string => (isNameLine(text) ? text : "Name");
  const office = fc.record({
    agents: fc.record(Object.fromEntries(ids.map((id) => [id, name]))),
    teams: fc.array(fc.tuple(name, fc.uniqueArray(fc.constantFrom(...ids, "gone"), { minLength: 1 })), {
      maxLength: 3,
    }),
  });
  const parse = ({
    agents,
    teams,
  }: {
    agents: Record<string, string>;
    teams: [string, string[]][];
  }): Settings =>
    settingsSchema.parse({
      agents: Object.fromEntries(
        Object.entries(agents).map(([id, it]) => [id, { name: named(it), role: it, provider: "demo" }]),
      ),
      teams: Object.fromEntries(
        teams.map(([team, members], index) => [
          `t${index}`,
          { name: named(team), agents: members, leader_agent: members[0] },
        ]),
      ),
    });

  it("exactly the other members of one's own teams are listed, one line each", () => {
    fc.assert(
      fc.property(office, fc.constantFrom(...ids), (drawn, reader) => {
        const block = renderTeammates(reader, parse(drawn));
        const listed = block.split("\n").flatMap((line) => /^- `@([a-z]+)` — /.exec(line)?.[1] ?? []);
        const own = drawn.teams.filter(([, members]) => members.includes(reader));
        const others = own.flatMap(([, members]) => members.filter((id) => id !== reader && id !== "gone"));
        expect(listed.toSorted()).toEqual([reader, ...others].toSorted());
        expect(block.match(/^### Team `#t\d` — /gm) ?? []).toHaveLength(own.length);
      }),
    );
  });
});
