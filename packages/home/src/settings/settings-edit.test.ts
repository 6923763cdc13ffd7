import { AppError, type SettingsEdit } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { cloneJson } from "./json-tree.js";
import { applyEdits, placesIn } from "./settings-edit.js";

const settings = {
  agents: { coder: { name: "Coder" } },
  teams: { dev: { agents: ["coder", "writer"] } },
  limits: {},
};

function edited(...edits: SettingsEdit[]): unknown {
  const target = cloneJson(settings);
  applyEdits(target, edits);
  return target;
}

describe("an edit", () => {
  it.each<[SettingsEdit, unknown]>([
    [
      { path: ["agents", "coder", "name"], value: "C" },
      { ...settings, agents: { coder: { name: "C" } } },
    ],
    [
      { path: ["server", "port"], value: 1 },
      { ...settings, server: { port: 1 } },
    ],
    [{ path: ["limits"] }, { agents: settings.agents, teams: settings.teams }],
    [{ path: ["limits", "nothing"] }, settings],
    [{ path: ["execution", "container", "image"] }, settings],
    [
      { path: ["teams", "dev", "agents", "1"], value: "x" },
      { ...settings, teams: { dev: { agents: ["coder", "x"] } } },
    ],
    [
      { path: ["teams", "dev", "agents", "2"], value: "x" },
      { ...settings, teams: { dev: { agents: ["coder", "writer", "x"] } } },
    ],
    [{ path: ["teams", "dev", "agents", "0"] }, { ...settings, teams: { dev: { agents: ["writer"] } } }],
  ])("%j changes only that place", (edit, expected) => {
    expect(edited(edit)).toEqual(expected);
  });

  it.each([
    [["agents", "coder", "name", "x"], "nothing can be set below it"],
    [["teams", "dev", "agents", "7"], "this list has entries 0 to 1"],
    [["teams", "dev", "agents", "-1"], "this list has entries 0 to 1"],
    [["teams", "dev", "agents", "length"], "this list has entries 0 to 1"],
    [["teams", "dev", "agents", "9", "x"], "this list has entries 0 to 1"],
  ])("is refused at %j", (path, message) => {
    const refusal = (): unknown => edited({ path, value: 1 });
    expect(refusal).toThrow(AppError);
    expect(refusal).toThrow(message);
  });

  it("of __proto__ creates an ordinary key and changes no prototype", () => {
    edited({ path: ["__proto__", "polluted"], value: true });
    edited({ path: ["constructor", "prototype", "polluted"], value: true });
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("the places of edits", () => {
  const places = (...edits: SettingsEdit[]): unknown =>
    placesIn(applyEdits(cloneJson(settings), edits), edits);

  it("have the values that the edited settings have there, and none where something was removed", () => {
    expect(places({ path: ["agents", "coder", "name"], value: "C" }, { path: ["limits"] })).toEqual([
      { path: ["agents", "coder", "name"], value: "C" },
      { path: ["limits"], value: undefined },
    ]);
  });

  it("are one place for many edits of one list", () => {
    const path = ["teams", "dev", "agents"];
    const edits = Array.from({ length: 1_000 }, (_, index) => ({
      path: [...path, String(index)],
      value: "x",
    }));
    expect(places(...edits)).toEqual([{ path, value: edits.map(() => "x") }]);
  });
});
