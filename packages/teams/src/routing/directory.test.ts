import { settingsSchema } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { createDirectory, createLookup } from "./directory.js";
import { office, settingsWith } from "./fixture.js";

const demo = (name: string) => ({ name, provider: "demo" });

describe("a directory", () => {
  it("keeps agents and teams in the order of the settings", () => {
    expect([...office().agents.keys()]).toEqual(["coder", "reviewer", "writer", "kim"]);
    expect(office().teams.get("docs")).toEqual({
      name: "The docs team",
      agents: ["writer", "kim", "reviewer"],
      leader: "writer",
    });
  });

  it.each([
    ["the configured one", { default_agent: "b" }, "b"],
    ["tinyagi", {}, "tinyagi"],
    ["tinyagi, when the configured one is missing", { default_agent: "gone" }, "tinyagi"],
  ])("uses %s as its default agent", (_name, more, expected) => {
    const settings = settingsSchema.parse({
      agents: { a: demo("A"), b: demo("B"), tinyagi: demo("T") },
      ...more,
    });
    expect(createDirectory(settings).defaultAgent).toBe(expected);
  });

  it("without a configured default uses the first agent, or null without agents", () => {
    expect(createDirectory(settingsWith({ b: "B", a: "A" })).defaultAgent).toBe("b");
    expect(createDirectory(settingsWith({})).defaultAgent).toBeNull();
  });

  it("never refers to an agent that does not exist", () => {
    const settings = settingsSchema.parse({
      agents: { a: demo("A"), b: demo("B") },
      teams: {
        headless: { name: "H", agents: ["gone", "b", "a"], leader_agent: "gone" },
        outside: { name: "O", agents: ["b"], leader_agent: "a" },
        empty: { name: "E", agents: ["gone"], leader_agent: "gone" },
      },
    });
    expect([...createDirectory(settings).teams]).toEqual([
      ["headless", { name: "H", agents: ["b", "a"], leader: "b" }],
      ["outside", { name: "O", agents: ["a", "b"], leader: "a" }],
    ]);
  });
});

describe("looking up", () => {
  const lookup = createLookup(
    createDirectory(
      settingsWith({ a: "Dev", b: "a", c: "System", d: "D", dev2: "Zoë K." }, { dev: ["b"], x: ["c"] }),
    ),
  );

  it("prefers ids to names, and agents to teams", () => {
    expect(lookup.find("A")).toEqual({ agentId: "a", teamId: null });
    expect(lookup.find("dev")).toEqual({ agentId: "b", teamId: "dev" });
    expect(lookup.find(" the X team ")).toEqual({ agentId: "c", teamId: "x" });
    expect(lookup.find("ZOË K.")).toEqual({ agentId: "dev2", teamId: null });
  });

  it("finds nothing for reserved names, blank names and names on Object.prototype", () => {
    for (const name of ["system", "", " ", "__proto__", "constructor", "toString", "user"]) {
      expect(lookup.find(name)).toBeNull();
    }
  });

  it("matches the longest name that ends at a word boundary", () => {
    expect(lookup.match("@zoë k. hi", 1)).toEqual({ address: { agentId: "dev2", teamId: null }, end: 7 });
    expect(lookup.match("dev2,", 0)).toMatchObject({ end: 4 });
    expect(lookup.match("dev:", 0)).toMatchObject({ address: { teamId: "dev" }, end: 3 });
    expect(lookup.match("devs", 0)).toBeNull();
    expect(lookup.match("dev", 0)).toMatchObject({ end: 3 });
    expect(lookup.match("de", 0)).toBeNull();
  });
});
