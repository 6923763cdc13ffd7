import { expect, test } from "vitest";
import type { Teams } from "../../lib/queries";
import { listChoices, targetOf } from "./move-choices";

const TEAMS: Teams = {
  dev: { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" },
  press: { name: "Press", agents: ["writer"], leader_agent: "writer" },
};

test("a member may lead its team, change it or leave it, and each move has its command", () => {
  const choices = listChoices(TEAMS, { agent: "coder", team: "dev" }, false);
  expect(choices.map(({ name, command }) => [name, command])).toEqual([
    ["Dev", undefined],
    ["Lead this team", "tinyagi team move coder dev --lead"],
    ["Press", "tinyagi team move coder press --from dev"],
    ["No team", "tinyagi team remove-agent dev coder"],
  ]);
  expect(choices.map(({ value }) => targetOf("dev", value))).toEqual([
    { to: "dev", onHead: false },
    { to: "dev", onHead: true },
    { to: "press", onHead: false },
    { to: "", onHead: false },
  ]);
});

test("in the chart a leader brings its team below another one, never below itself", () => {
  const choices = listChoices(TEAMS, { agent: "writer", team: "press" }, true);
  expect(choices.map(({ name, command }) => [name, command])).toEqual([
    ["You", undefined],
    ["Dev", "tinyagi team move writer dev"],
  ]);
  const below: Teams = {
    ...TEAMS,
    dev: { ...TEAMS.dev, agents: ["lead", "coder", "writer"] } as Teams[string],
  };
  expect(listChoices(below, { agent: "writer", team: "press" }, true).map(({ name }) => name)).toEqual([
    "Dev",
    "You",
  ]);
  expect(listChoices(below, { agent: "lead", team: "dev" }, true).map(({ name }) => name)).toEqual(["You"]);
});
