/** Ids of an old file that this version does not allow. @requirement CONFIG-2 */
import { isEntityId } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "./json-tree.js";
import { cleanId, normaliseIds } from "./legacy-ids.js";

const agents = (...ids: string[]): JsonObject => Object.fromEntries(ids.map((id) => [id, { name: id }]));

describe("a clean id", () => {
  test.each([
    ["Coder", "coder"],
    ["my agent", "my-agent"],
    ["  Ünit  ", "nit"],
    ["9lives", "lives"],
    ["---", "agent"],
    ["日本", "agent"],
    ["trailing-_-", "trailing"],
    ["x".repeat(40), "x".repeat(32)],
    ["a/../b", "a-b"],
  ])("of %j is %s", (id, clean) => {
    expect(cleanId(id, "agent")).toBe(clean);
  });

  test("of any text is at most 32 characters and only of the allowed ones", () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(cleanId(id, "team")).toMatch(/^[a-z][a-z0-9_-]{0,31}$/);
      }),
    );
  });
});

describe("renaming", () => {
  test("does not change a file with valid ids", () => {
    const document = {
      agents: agents("coder"),
      teams: { dev: { agents: ["coder"] } },
      default_agent: "coder",
    };
    const before = structuredClone(document);
    expect(normaliseIds(document)).toEqual([]);
    expect(document).toEqual(before);
  });

  test("updates every reference", () => {
    const document = {
      agents: { Coder: { name: "C", provider: "custom:My LLM" }, tester: { name: "T" } },
      teams: { "Dev Team": { agents: ["Coder", "tester"], leader_agent: "Coder" } },
      custom_providers: { "My LLM": { name: "m" } },
      default_agent: "Coder",
      channels: { defaults: { ana: "Coder", bo: { agentId: "Dev Team" }, cy: "nobody" } },
    };
    expect(normaliseIds(document)).toEqual([
      { kind: "agent", from: "Coder", to: "coder" },
      { kind: "team", from: "Dev Team", to: "dev-team" },
      { kind: "provider", from: "My LLM", to: "my-llm" },
    ]);
    expect(document).toMatchObject({
      agents: { coder: { provider: "custom:my-llm" }, tester: {} },
      teams: { "dev-team": { agents: ["coder", "tester"], leader_agent: "coder" } },
      custom_providers: { "my-llm": {} },
      default_agent: "coder",
      channels: { defaults: { ana: "coder", bo: { agentId: "dev-team" }, cy: "nobody" } },
    });
  });

  test("keeps the order of the file", () => {
    const document = { agents: agents("zed", "Bad One", "abe") };
    normaliseIds(document);
    expect(Object.keys(document.agents)).toEqual(["zed", "bad-one", "abe"]);
  });

  test("renames the team when an agent has its id", () => {
    const document = { agents: agents("dev"), teams: { dev: { agents: ["dev"] } } };
    expect(normaliseIds(document)).toEqual([{ kind: "team", from: "dev", to: "dev-team" }]);
  });

  test("numbers ids that would collide, and never uses an id of the file", () => {
    const document = { agents: agents("Coder", "CODER", "coder", "coder-agent") };
    const renamed = normaliseIds(document).map((entry) => entry.to);
    expect(renamed).toEqual(["coder-2", "coder-3"]);
    expect(Object.keys(document.agents)).toEqual(["coder-2", "coder-3", "coder", "coder-agent"]);
  });

  test("keeps an agent's folder, unless its name could not be one", () => {
    const document = { agents: agents("My Agent", "..", "a/b", "kept") as Record<string, JsonObject> };
    (document.agents["My Agent"] as JsonObject).other = 1;
    normaliseIds(document);
    expect(document.agents["my-agent"]).toMatchObject({ working_directory: "My Agent", other: 1 });
    const folders = Object.values(document.agents).map((agent) => agent.working_directory);
    expect(folders.filter((folder) => folder !== undefined)).toEqual(["My Agent"]);
  });

  test("keeps a configured folder", () => {
    const document = { agents: { "My Agent": { working_directory: "/work" } } };
    normaliseIds(document);
    expect(document.agents).toEqual({ "my-agent": { working_directory: "/work" } });
  });

  test("gives only valid ids, loses no entry and is deterministic, for any file", () => {
    const table = fc.dictionary(fc.string({ maxLength: 40 }), fc.constant({ name: "x" }), { maxKeys: 8 });
    fc.assert(
      fc.property(table, table, (agentTable, teamTable) => {
        const document = { agents: structuredClone(agentTable), teams: structuredClone(teamTable) };
        const again = structuredClone(document);
        const renamed = normaliseIds(document);
        const ids = [...Object.keys(document.agents), ...Object.keys(document.teams)];
        expect(ids.every(isEntityId)).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
        expect(Object.keys(document.agents)).toHaveLength(Object.keys(agentTable).length);
        expect(Object.keys(document.teams)).toHaveLength(Object.keys(teamTable).length);
        expect(normaliseIds(again)).toEqual(renamed);
      }),
      { numRuns: 300 },
    );
  });

  test.each([{}, { agents: [] }, { agents: null, teams: "x" }, { agents: { "Bad One": 5 } }])(
    "does not touch values of the wrong type, which the schema refuses: %j",
    (document) => {
      expect(() => normaliseIds(structuredClone(document) as JsonObject)).not.toThrow();
    },
  );
});
