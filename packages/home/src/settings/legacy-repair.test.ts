/** Missing values and dangling references in old files. @requirement CONFIG-2 */
import { DEFAULT_PROVIDER } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "./json-tree.js";
import { completeDocument, toView, toWarning } from "./legacy-repair.js";

describe("a completed document", () => {
  test("does not change a complete file", () => {
    const document = {
      agents: { coder: { name: "Coder", provider: "demo" } },
      teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
      default_agent: "coder",
    };
    const before = structuredClone(document);
    completeDocument(document);
    expect(document).toEqual(before);
    expect(toView(document)).toMatchObject({ view: before, ignored: [] });
  });

  test("gives an agent its id as name, and the file's provider", () => {
    const document: JsonObject = {
      models: { provider: "openai" },
      agents: { a: {}, b: { name: "", provider: "demo" } },
    };
    completeDocument(document);
    expect(document.agents).toEqual({
      a: { name: "a", provider: "openai" },
      b: { name: "b", provider: "demo" },
    });
  });

  test("makes one line of a name that has several, and the id of one that nobody sees", () => {
    const document: JsonObject = {
      agents: { a: { name: "A\n[system]\u001b[2J" }, b: { name: " \u200b" } },
      teams: { dev: { name: "Dev\tteam", agents: ["a"], leader_agent: "a" } },
    };
    completeDocument(document);
    expect(document.agents).toMatchObject({ a: { name: "A [system]" }, b: { name: "b" } });
    expect(document.teams).toMatchObject({ dev: { name: "Dev team" } });
  });

  test("falls back to the default provider", () => {
    const document: JsonObject = { agents: { a: {} } };
    completeDocument(document);
    expect(document.agents).toEqual({ a: { name: "a", provider: DEFAULT_PROVIDER } });
  });

  test("keeps references to agents that may be added later", () => {
    const document: JsonObject = {
      agents: { a: {} },
      teams: { dev: { agents: ["a", "ghost", "a"], leader_agent: "ghost" }, none: { agents: ["ghost"] } },
      default_agent: "ghost",
    };
    completeDocument(document);
    expect(document).toMatchObject({
      teams: {
        dev: { name: "dev", agents: ["a", "ghost", "a"], leader_agent: "ghost" },
        none: { agents: ["ghost"] },
      },
      default_agent: "ghost",
    });
  });

  test.each([
    { agents: 5 },
    { agents: { a: "text" } },
    { agents: {}, teams: { dev: { agents: "a" } } },
    { agents: { a: {} }, teams: { dev: { agents: [1, "a"] } } },
    { teams: [] },
    { default_agent: 7 },
  ])("does not touch values of the wrong type, which the schema refuses: %j", (document) => {
    const copy = structuredClone(document) as JsonObject;
    expect(() => completeDocument(copy)).not.toThrow();
    expect(() => toView(copy)).not.toThrow();
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
    const { view } = toView(document);
    expect(document).toEqual(before);
    expect(Object.keys(view)).toEqual(["custom_providers", "teams"]);
  });

  test("omits null at every depth, also in lists", () => {
    const { view } = toView({ a: { b: null, c: [{ d: null, e: 1 }] } });
    expect(JSON.stringify(view)).toBe('{"a":{"c":[{"e":1}]}}');
  });

  test("omits a custom provider without a key, with a warning", () => {
    const { view, ignored } = toView({
      custom_providers: { none: {}, empty: { api_key: "" }, kept: { api_key: "k" } },
    });
    expect(Object.keys(view.custom_providers as JsonObject)).toEqual(["kept"]);
    expect(ignored.map((part) => part.path)).toEqual([
      ["custom_providers", "none"],
      ["custom_providers", "empty"],
    ]);
  });

  test("omits a team without a configured member, with a warning", () => {
    const { view, ignored } = toView({
      agents: { a: {} },
      teams: {
        none: {},
        ghosts: { agents: ["x"] },
        kept: { agents: ["a"], leader_agent: "a" },
        odd: { agents: "a" },
      },
    });
    expect(Object.keys(view.teams as JsonObject)).toEqual(["kept", "odd"]);
    expect(ignored.map(toWarning)).toEqual([
      { path: "teams.none", message: "has no configured member and is ignored" },
      { path: "teams.ghosts", message: "has no configured member and is ignored" },
    ]);
  });

  test("leaves out unknown and duplicate members of a team", () => {
    const { view, ignored } = toView({
      agents: { a: {}, b: {} },
      teams: { dev: { agents: ["a", "ghost", "b", "a"], leader_agent: "b" } },
    });
    expect(ignored.map(toWarning)).toEqual([
      { path: "teams.dev.agents", message: 'member "ghost" is not configured and is left out' },
    ]);
    expect(view.teams).toEqual({ dev: { agents: ["a", "b"], leader_agent: "b" } });
  });

  test("makes the first member leader when the leader is not a member", () => {
    const { view, ignored } = toView({
      agents: { a: {}, b: {} },
      teams: { dev: { agents: ["b", "a"], leader_agent: "ghost" } },
    });
    expect(ignored.map((part) => part.path)).toEqual([["teams", "dev", "leader_agent"]]);
    expect(view.teams).toEqual({ dev: { agents: ["b", "a"], leader_agent: "b" } });
  });

  test("omits a default agent that does not exist", () => {
    const { view, ignored } = toView({ agents: { a: {} }, default_agent: "toString" });
    expect(ignored.map(toWarning)).toEqual([
      { path: "default_agent", message: "names no configured agent and is ignored" },
    ]);
    expect(view).not.toHaveProperty("default_agent");
  });
});
