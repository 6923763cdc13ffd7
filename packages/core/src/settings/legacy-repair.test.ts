/** Missing values and dangling references in old files. @requirement CONFIG-2 */
import { DEFAULT_PROVIDER } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "./json-tree.js";
import { repairDocument, viewOf } from "./legacy-repair.js";

describe("a repair", () => {
  test("does not change a complete file, and gives no warning", () => {
    const document = {
      agents: { coder: { name: "Coder", provider: "demo" } },
      teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
      default_agent: "coder",
    };
    const before = structuredClone(document);
    expect(repairDocument(document)).toEqual([]);
    expect(document).toEqual(before);
  });

  test("gives an agent its id as name, and the file's provider", () => {
    const document: JsonObject = {
      models: { provider: "openai" },
      agents: { a: {}, b: { name: "", provider: "demo" } },
    };
    repairDocument(document);
    expect(document.agents).toEqual({
      a: { name: "a", provider: "openai" },
      b: { name: "b", provider: "demo" },
    });
  });

  test("falls back to the default provider", () => {
    const document: JsonObject = { agents: { a: {} } };
    repairDocument(document);
    expect(document.agents).toEqual({ a: { name: "a", provider: DEFAULT_PROVIDER } });
  });

  test("removes unknown and duplicate members from a team", () => {
    const document = {
      agents: { a: {}, b: {} },
      teams: { dev: { agents: ["a", "ghost", "b", "a"], leader_agent: "b" } },
    };
    expect(repairDocument(document)).toEqual([
      { path: "teams.dev.agents", message: 'member "ghost" is not configured and is left out' },
    ]);
    expect(document.teams.dev).toMatchObject({ agents: ["a", "b"], leader_agent: "b", name: "dev" });
  });

  test("makes the first member leader when the leader is not a member", () => {
    const document = {
      agents: { a: {}, b: {} },
      teams: { dev: { agents: ["b", "a"], leader_agent: "ghost" } },
    };
    expect(repairDocument(document).map((warning) => warning.path)).toEqual(["teams.dev.leader_agent"]);
    expect(document.teams.dev.leader_agent).toBe("b");
  });

  test("keeps a team without a configured member: it may get one later", () => {
    const document = { agents: { a: {} }, teams: { dev: { agents: ["ghost"], leader_agent: "ghost" } } };
    expect(repairDocument(document)).toEqual([]);
    expect(document.teams.dev.agents).toEqual(["ghost"]);
  });

  test("removes a default agent that does not exist", () => {
    const document: JsonObject = { agents: { a: {} }, default_agent: "toString" };
    expect(repairDocument(document)).toEqual([
      { path: "default_agent", message: "names no configured agent and is ignored" },
    ]);
    expect(document).not.toHaveProperty("default_agent");
  });

  test("is complete: a second one finds nothing", () => {
    const document = {
      agents: { a: {}, b: {} },
      teams: { dev: { agents: ["a", "ghost", "a"], leader_agent: "x" } },
      default_agent: "nobody",
    };
    expect(repairDocument(document).length).toBeGreaterThan(0);
    expect(repairDocument(document)).toEqual([]);
  });

  test.each([
    { agents: 5 },
    { agents: { a: "text" } },
    { agents: {}, teams: { dev: { agents: "a" } } },
    { agents: { a: {} }, teams: { dev: { agents: [1, "a"] } } },
    { teams: [] },
    { default_agent: 7 },
  ])("does not touch values of the wrong type, which the schema refuses: %j", (document) => {
    expect(() => repairDocument(structuredClone(document) as JsonObject)).not.toThrow();
  });
});

describe("the view for the schema", () => {
  test("never changes the document", () => {
    const document: JsonObject = {
      a: null,
      custom_providers: { p: { api_key: "" } },
      teams: { dev: { agents: [] } },
    };
    const before = structuredClone(document);
    const { view } = viewOf(document);
    expect(document).toEqual(before);
    expect(Object.keys(view)).toEqual(["custom_providers", "teams"]);
  });

  test("omits null at every depth, also in lists", () => {
    const { view } = viewOf({ a: { b: null, c: [{ d: null, e: 1 }] } });
    expect(JSON.stringify(view)).toBe('{"a":{"c":[{"e":1}]}}');
  });

  test("omits a custom provider without a key, with a warning", () => {
    const { view, warnings } = viewOf({
      custom_providers: { none: {}, empty: { api_key: "" }, kept: { api_key: "k" } },
    });
    expect(Object.keys(view.custom_providers as JsonObject)).toEqual(["kept"]);
    expect(warnings.map((warning) => warning.path)).toEqual([
      "custom_providers.none",
      "custom_providers.empty",
    ]);
  });

  test("omits a team without a configured member, with a warning", () => {
    const { view, warnings } = viewOf({
      agents: { a: {} },
      teams: { none: {}, ghosts: { agents: ["x"] }, kept: { agents: ["x", "a"] }, odd: { agents: [5] } },
    });
    expect(Object.keys(view.teams as JsonObject)).toEqual(["kept", "odd"]);
    expect(warnings).toEqual([
      { path: "teams.none", message: "has no configured member and is ignored" },
      { path: "teams.ghosts", message: "has no configured member and is ignored" },
    ]);
  });
});
