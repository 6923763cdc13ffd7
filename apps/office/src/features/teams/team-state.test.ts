import { describe, expect, it } from "vitest";
import {
  type Act,
  applied,
  buildOrg,
  invertAct,
  isBelow,
  isCrowded,
  listMembers,
  looseAgents,
  type OrgNode,
  parentOf,
  resolveDrop,
  teamsSentence,
  toCommand,
} from "./team-state";

const team = (leader_agent: string, ...others: string[]) => ({
  name: leader_agent,
  agents: [...others, leader_agent],
  leader_agent,
});
/** `b` leads `build`, and is a member of `top`. */
const TEAMS = { top: team("a", "b"), build: team("b", "c"), press: team("d", "e") };
const shape = (nodes: readonly OrgNode[]): unknown =>
  nodes.map(({ team, below }) => [team, ...[...below].map(([agent, list]) => ({ [agent]: shape(list) }))]);

it("the leader comes first, and agents without a team are known", () => {
  expect(listMembers(TEAMS.top)).toEqual(["a", "b"]);
  expect(looseAgents(TEAMS, { a: 1, f: 1 })).toEqual(["f"]);
});

describe("the chart", () => {
  it("puts a team below the member that leads it", () => {
    expect(shape(buildOrg(TEAMS))).toEqual([["top", { b: [["build"]] }], ["press"]]);
    expect([parentOf(TEAMS, "build"), parentOf(TEAMS, "press")]).toEqual(["top", undefined]);
    expect([isBelow(TEAMS, "build", "top"), isBelow(TEAMS, "top", "build")]).toEqual([true, false]);
  });

  it("gives a team of many members, and what it hangs from, a row for itself", () => {
    const many = Array.from({ length: 40 }, (_, i) => `m${i}`);
    const teams = { ...TEAMS, build: team("b", ...many) };
    expect(buildOrg(teams).map((node) => [node.team, isCrowded(teams, node)])).toEqual([
      ["top", true],
      ["press", false],
    ]);
    // A few stay in a column.
    const led = { ...TEAMS, press: team("d", ...many.slice(0, 8)) };
    expect(buildOrg(led).some((node) => isCrowded(led, node))).toBe(false);
  });

  it("shows every team once when leaders are in each other's teams", () => {
    const circle = { one: team("a", "b"), two: team("b", "a") };
    expect(shape(buildOrg(circle))).toEqual([["one", { b: [["two"]] }]]);
    expect(isBelow(circle, "one", "two")).toBe(true);
  });
});

describe("a drop", () => {
  const cards = { to: "press", onHead: false, isChart: false };
  it("between teams moves the agent, also a leader", () => {
    expect(resolveDrop(TEAMS, { agent: "c", team: "build" }, cards)).toEqual({
      kind: "join",
      agent: "c",
      to: "press",
      from: "build",
    });
    expect(resolveDrop(TEAMS, { agent: "b", team: "build" }, cards)).toMatchObject({ from: "build" });
    expect(resolveDrop(TEAMS, { agent: "f", team: "" }, cards)).toEqual({
      kind: "join",
      agent: "f",
      to: "press",
    });
    expect(resolveDrop(TEAMS, { agent: "e", team: "press" }, cards)).toBeUndefined();
  });

  it("on the leader's card of the own team makes the member lead", () => {
    const head = { ...cards, onHead: true };
    expect(resolveDrop(TEAMS, { agent: "e", team: "press" }, head)).toMatchObject({
      to: "press",
      lead: true,
    });
    expect(resolveDrop(TEAMS, { agent: "d", team: "press" }, head)).toBeUndefined();
    expect(resolveDrop(TEAMS, { agent: "c", team: "build" }, head)).not.toHaveProperty("lead");
  });

  it("outside of all teams leaves the team", () => {
    const nowhere = { ...cards, to: "" };
    expect(resolveDrop(TEAMS, { agent: "c", team: "build" }, nowhere)).toEqual({
      kind: "leave",
      agent: "c",
      team: "build",
    });
    expect(resolveDrop(TEAMS, { agent: "f", team: "" }, nowhere)).toBeUndefined();
  });

  it("in the chart moves a leader with the whole team, but never below itself", () => {
    const chart = { ...cards, isChart: true };
    expect(resolveDrop(TEAMS, { agent: "b", team: "build" }, chart)).toEqual({
      kind: "join",
      agent: "b",
      to: "press",
      from: "top",
    });
    expect(resolveDrop(TEAMS, { agent: "b", team: "build" }, { ...chart, to: "" })).toEqual({
      kind: "leave",
      agent: "b",
      team: "top",
    });
    expect(resolveDrop(TEAMS, { agent: "a", team: "top" }, { ...chart, to: "build" })).toBeUndefined();
    expect(resolveDrop(TEAMS, { agent: "d", team: "press" }, { ...chart, to: "" })).toBeUndefined();
  });
});

const ACTS: readonly Act[] = [
  { kind: "join", agent: "c", to: "press", from: "build" },
  { kind: "join", agent: "b", to: "press", from: "build" },
  { kind: "join", agent: "e", to: "press", lead: true },
  { kind: "join", agent: "c", to: "press" },
  { kind: "leave", agent: "b", team: "build" },
];
it.each(ACTS)("%j can be taken back", (act) => {
  const after = applied(TEAMS, act);
  expect(after).not.toEqual(TEAMS);
  const back = invertAct(TEAMS, act).reduce(applied, after);
  const sorted = (teams: typeof after) =>
    Object.entries(teams).map(([id, one]) => [id, one.leader_agent, [...one.agents].sort()]);
  expect(sorted(back)).toEqual(sorted(TEAMS));
});

it("each act has a command, and the page a sentence", () => {
  expect(ACTS.map(toCommand).slice(1, 3)).toEqual([
    "tinyagi team move b press --from build",
    "tinyagi team move e press --lead",
  ]);
  expect(toCommand({ kind: "leave", agent: "c", team: "build" })).toBe("tinyagi team remove-agent build c");
  expect(teamsSentence({}, 0, [])).toBe("Nobody works here yet.");
  expect(teamsSentence(TEAMS, 5, [])).toBe("3 teams, 5 agents. No team needs help.");
  expect(teamsSentence(TEAMS, 5, ["Top"])).toBe("3 teams, 5 agents. Top needs help.");
});
