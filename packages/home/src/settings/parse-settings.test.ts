import { AppError } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanId } from "./legacy-ids.js";
import { parseSettings, SETTINGS_MAX_BYTES } from "./parse-settings.js";

const parse = (value: unknown): ReturnType<typeof parseSettings> => parseSettings(JSON.stringify(value));
const messages = (value: unknown): string[] =>
  parse(value).warnings.map((warning) => `${warning.path ?? ""}: ${warning.message}`);
const coder = { name: "Coder", provider: "anthropic", model: "sonnet", working_directory: "/ws/coder" };

function refusal(text: string): AppError {
  try {
    parseSettings(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("accepted");
}

describe("a file of 0.0.20", () => {
  it("loads as it was written by a fresh install", () => {
    const { settings, warnings, renamed } = parse({
      workspace: { path: "/ws", name: "tinyagi-workspace" },
      channels: { enabled: [], discord: {}, telegram: {}, whatsapp: {} },
      agents: { tinyagi: { ...coder, name: "TinyAGI Agent", model: "opus" } },
      teams: {},
      models: { provider: "anthropic", anthropic: { model: "opus" }, openai: {}, opencode: {} },
      monitoring: { heartbeat_interval: 3600 },
    });
    expect(settings.agents.tinyagi).toMatchObject({ provider: "anthropic", model: "opus" });
    expect(settings.limits.hops).toBe(8);
    expect(warnings).toEqual([]);
    expect(renamed).toEqual([]);
  });

  it("loads both shapes of sticky defaults", () => {
    const { settings } = parse({
      channels: {
        enabled: ["telegram"],
        defaults: { "42": "coder", "43": { agentId: "coder", at: 1 }, constructor: "coder" },
      },
      agents: { coder },
    });
    expect(settings.channels.defaults).toEqual({
      "42": "coder",
      "43": { agentId: "coder", at: 1 },
      constructor: "coder",
    });
  });

  it("adds missing values of agents and teams", () => {
    const { settings, warnings } = parse({
      models: { provider: "openai" },
      agents: { coder: {}, other: { name: "", provider: "opencode", heartbeat: {} } },
      teams: { dev: { agents: ["coder"], leader_agent: "coder" } },
    });
    expect(settings.agents.coder).toEqual({ name: "coder", provider: "openai", model: "" });
    expect(settings.agents.other?.name).toBe("other");
    expect(settings.teams.dev?.name).toBe("dev");
    expect(warnings).toEqual([]);
  });

  it("treats null as missing", () => {
    expect(
      parse({ teams: null, agents: { coder: { ...coder, system_prompt: null } } }).settings,
    ).toMatchObject({ teams: {} });
  });

  it("removes dangling references with a warning each", () => {
    const value = {
      agents: { coder },
      teams: {
        dev: { name: "Dev", agents: ["coder", "ghost", "coder"], leader_agent: "ghost" },
        empty: { name: "Empty", agents: ["ghost"], leader_agent: "ghost" },
        blank: { name: "Blank" },
      },
      default_agent: "ghost",
      custom_providers: {
        local: { name: "L", harness: "codex", base_url: "http://127.0.0.1:1", api_key: "" },
      },
    };
    const { settings, document } = parse(value);
    expect(Object.keys(document.teams as object)).toEqual(["dev", "empty", "blank"]);
    expect(settings.teams).toEqual({ dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } });
    expect(settings.default_agent).toBeUndefined();
    expect(settings.custom_providers).toEqual({});
    expect(messages(value)).toEqual([
      "custom_providers.local: has no api_key and is ignored",
      "teams.empty: has no configured member and is ignored",
      "teams.blank: has no configured member and is ignored",
      'teams.dev.agents: member "ghost" is not configured and is left out',
      'teams.dev.leader_agent: is not a member; "coder" leads',
      "default_agent: names no configured agent and is ignored",
    ]);
  });
});

it("a file whose webhook has an unknown agent opens with a warning", () => {
  const hook = { secret: "0123456789abcdef01234567", agent: "ghost" };
  const value = { agents: { coder }, webhooks: { shop: hook, build: { ...hook, agent: "coder" } } };
  expect(messages(value)).toEqual(["webhooks.shop.agent: no agent or team has this id"]);
});

describe("unknown keys of a file", () => {
  it("load with a warning at any depth and stay in the document", () => {
    const value = {
      zeta: [1],
      "0": "{",
      agents: { coder: { ...coder, mood: 1 } },
      server: { tls: { on: true } },
      __x: 1,
    };
    const { settings, document } = parse(value);
    expect(settings.agents.coder).toEqual(coder);
    expect(document).toEqual(value);
    expect(messages(value).sort()).toEqual(
      ["0", "__x", "agents.coder.mood", "server.tls", "zeta"].map(
        (path) => `${path}: unknown key; it is kept and has no effect`,
      ),
    );
  });

  it("named like parts of a prototype change nothing", () => {
    const { settings } = parseSettings(
      '{"__proto__": {"agents": {}}, "constructor": 1, "toString": 2, "agents": {}}',
    );
    expect(Object.keys(settings)).not.toContain("__proto__");
    expect(settings.agents.constructor).toBeUndefined();
    expect(({} as Record<string, unknown>).agents).toBeUndefined();
  });
});

describe("ids outside the pattern", () => {
  it("are renamed wherever they are referenced, keep their directory and are reported", () => {
    const { settings, renamed } = parse({
      agents: {
        "My Coder": { name: "C", provider: "custom:My LLM" },
        "my-coder": coder,
        "../up": { name: "U", provider: "demo" },
      },
      teams: { Dev: { name: "Dev", agents: ["My Coder", "my-coder"], leader_agent: "My Coder" } },
      custom_providers: {
        "My LLM": { name: "L", harness: "codex", base_url: "http://127.0.0.1:1", api_key: "k" },
      },
      default_agent: "My Coder",
      channels: { enabled: [], defaults: { a: "My Coder", b: "Dev", c: { agentId: "My Coder" } } },
    });
    expect(settings.agents).toEqual({
      "my-coder-agent": { name: "C", provider: "custom:my-llm", model: "", working_directory: "My Coder" },
      "my-coder": coder,
      up: { name: "U", provider: "demo", model: "" },
    });
    expect(settings.teams).toEqual({
      dev: { name: "Dev", agents: ["my-coder-agent", "my-coder"], leader_agent: "my-coder-agent" },
    });
    expect(settings.default_agent).toBe("my-coder-agent");
    expect(settings.channels.defaults).toEqual({
      a: "my-coder-agent",
      b: "dev",
      c: { agentId: "my-coder-agent" },
    });
    expect(renamed).toEqual([
      { kind: "agent", from: "My Coder", to: "my-coder-agent" },
      { kind: "agent", from: "../up", to: "up" },
      { kind: "team", from: "Dev", to: "dev" },
      { kind: "provider", from: "My LLM", to: "my-llm" },
    ]);
  });

  it("that are reserved or belong to an agent already are renamed, too", () => {
    const { renamed } = parseSettings(
      '{"agents": {"__proto__": {}, "constructor": {}, "default": {}, "dev": {}, "": {}, "日本": {}}, "teams": {"dev": {"agents": ["dev"]}}}',
    );
    expect(renamed.map(({ from, to }) => [from, to])).toEqual([
      ["__proto__", "proto"],
      ["constructor", "constructor-agent"],
      ["default", "default-agent"],
      ["", "agent"],
      ["日本", "agent-agent"],
      ["dev", "dev-team"],
    ]);
  });

  it("always become distinct valid ids, the same ones each time, and valid ids stay", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.oneof(fc.string(), fc.constantFrom("a", "A", "a!", "A!", "x".repeat(40), "__proto__")),
          { maxLength: 12 },
        ),
        (ids) => {
          const text = JSON.stringify({ agents: Object.fromEntries(ids.map((id) => [id, {}])) });
          const first = parseSettings(text);
          expect(Object.keys(first.settings.agents)).toHaveLength(
            Object.keys(JSON.parse(text).agents).length,
          );
          expect(parseSettings(text).renamed).toEqual(first.renamed);
          const again = parseSettings(JSON.stringify(first.document));
          expect(again.renamed).toEqual([]);
          expect(again.settings).toEqual(first.settings);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("are cleaned like in the old CLI", () => {
    expect(cleanId("Code_Reviewer-2", "agent")).toBe("code_reviewer-2");
    expect(cleanId("2 Fast!", "agent")).toBe("fast");
  });
});

describe("a file that cannot be used", () => {
  it.each([
    "",
    " ",
    "{",
    '{"agents": {',
    "[]",
    "null",
    '"x"',
    "not json",
    '{"agents": []}',
    '{"agents": {"a": 1}}',
  ])("is refused: %j", (text) => {
    expect(refusal(text).code).toBe("SETTINGS_INVALID");
    expect(refusal(text).message).toMatch(/line \d+, column \d+/);
  });

  it("is refused with the path of every wrong value but without the value", () => {
    const text =
      '{\n  "agents": {\n    "My Coder": {\n      "name": "x",\n      "provider": "canary-1"\n    }\n  },\n  "server": {"port": "canary-2"}\n}';
    const error = refusal(text);
    expect(error.details).toEqual([
      {
        path: "agents.my-coder.provider",
        message: "line 5, column 19: use anthropic, openai, opencode, api, demo, acp:<agent> or custom:<id>",
      },
      { path: "server.port", message: "line 8, column 22: use a whole number" },
    ]);
    expect(error.message).toContain("line 5, column 19");
    expect(JSON.stringify([error.message, error.details])).not.toContain("canary");
  });

  it("is refused when it is larger than the limit", () => {
    expect(refusal(" ".repeat(SETTINGS_MAX_BYTES + 1)).message).toContain("larger than");
  });

  it("never throws another error, for any input", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), settingsLike()), (text) => {
        try {
          parseSettings(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function settingsLike(): fc.Arbitrary<string> {
  const junk = fc.oneof(fc.jsonValue(), fc.constantFrom("coder", ["coder"], { coder: {} }, null));
  const keys = [
    "agents",
    "teams",
    "channels",
    "models",
    "custom_providers",
    "default_agent",
    "server",
    "__proto__",
  ];
  return fc.dictionary(fc.constantFrom(...keys), junk).map((value) => JSON.stringify(value));
}
