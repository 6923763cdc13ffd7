import { AppError, defaultSettings, type ErrorDetail, settingsSchema } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSettings } from "./diff-settings.js";
import { createFirstRunSettings } from "./first-run.js";
import { parseSettings } from "./parse-settings.js";
import { settingsText } from "./save-settings.js";
import { validateSettings } from "./validate-settings.js";

const coder = { name: "Coder", provider: "demo", model: "" };
const dev = { name: "Dev", agents: ["coder"], leader_agent: "coder" };

function problems(candidate: unknown): readonly ErrorDetail[] {
  try {
    validateSettings(candidate);
  } catch (error) {
    if (error instanceof AppError && error.code === "SETTINGS_INVALID") return error.details;
    throw error;
  }
  return [];
}

describe("settings written by a program", () => {
  it("get every default", () => {
    expect(validateSettings({})).toEqual(defaultSettings());
  });

  it.each<[string, unknown, ErrorDetail[]]>([
    ["an unknown key", { agnets: {} }, [{ path: "agnets", message: "unknown key" }]],
    [
      "an unknown key of an agent",
      { agents: { coder: { ...coder, x: 1 } } },
      [{ path: "agents.coder.x", message: "unknown key" }],
    ],
    [
      "an unknown member",
      { agents: { coder }, teams: { dev: { ...dev, agents: ["coder", "ghost"] } } },
      [{ path: "teams.dev.agents.1", message: "no agent has this id" }],
    ],
    [
      "a member named twice",
      { agents: { coder }, teams: { dev: { ...dev, agents: ["coder", "coder"] } } },
      [{ path: "teams.dev.agents.1", message: "this member is named twice" }],
    ],
    [
      "a leader outside",
      { agents: { coder, boss: coder }, teams: { dev: { ...dev, leader_agent: "boss" } } },
      [{ path: "teams.dev.leader_agent", message: "the leader must be a member" }],
    ],
    [
      "a team called like an agent",
      { agents: { dev: coder, coder }, teams: { dev } },
      [{ path: "teams.dev", message: "an agent has this id" }],
    ],
    [
      "a default agent that is not there",
      { default_agent: "ghost" },
      [{ path: "default_agent", message: "no agent has this id" }],
    ],
    [
      "an export to a metadata service",
      { telemetry: { otlp: { endpoint: "http://[::ffff:169.254.169.254]/v1/traces" } } },
      [{ path: "telemetry.otlp.endpoint", message: "is an address of a cloud's metadata service" }],
    ],
    ["an array", [], [{ message: "expected an object" }]],
    ["null", null, [{ message: "expected an object" }]],
  ])("are refused for %s", (_what, candidate, expected) => {
    expect(problems(candidate)).toEqual(expected);
  });

  it("are refused with all problems together, those of the schema and those between entries", () => {
    expect(
      problems({
        server: { port: -1, x: 1 },
        agents: { coder: { ...coder, provider: "nope" } },
        teams: { dev: { ...dev, agents: ["ghost"] } },
      }).map((detail) => detail.path),
    ).toEqual([
      "agents.coder.provider",
      "server.port",
      "server.x",
      "teams.dev.agents.0",
      "teams.dev.leader_agent",
    ]);
  });

  it.each([
    "..",
    "../x",
    "a/b",
    "%2e%2e",
    "a\u0000b",
    "A",
    "con.txt",
    "1a",
    "",
    "-x",
    "x".repeat(33),
    "constructor",
    "tostring",
    "hasOwnProperty",
    "default",
    "system",
    "user",
    "日本",
  ])("are refused for the hostile id %j wherever an id is used", (id) => {
    const table = (value: unknown): object => ({ [id]: value });
    expect(problems({ agents: table(coder) })).not.toEqual([]);
    expect(problems({ agents: { coder }, teams: table(dev) })).not.toEqual([]);
    expect(problems({ agents: { coder }, teams: { dev: { ...dev, agents: ["coder", id] } } })).not.toEqual(
      [],
    );
    expect(problems({ agents: { coder }, teams: { dev: { ...dev, leader_agent: id } } })).not.toEqual([]);
    expect(problems({ default_agent: id })).not.toEqual([]);
    expect(
      problems({
        custom_providers: table({ name: "x", harness: "codex", base_url: "http://x", api_key: "k" }),
      }),
    ).not.toEqual([]);
  });

  it("are refused for the key __proto__ at any depth", () => {
    expect(problems(JSON.parse('{"agents": {"__proto__": {"name": "x"}}}'))).toEqual([
      { path: "agents.__proto__", message: "this key is not allowed" },
    ]);
    expect(problems(JSON.parse('{"__proto__": {}}'))).toHaveLength(1);
  });

  it("are refused when they contain a cycle", () => {
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    expect(problems(loop)).toEqual([{ message: "nested deeper than 64 levels" }]);
  });

  it("name at most 100 problems", () => {
    expect(
      problems(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1]))),
    ).toHaveLength(100);
  });

  it("are accepted or refused for any input", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => void problems(value)),
      { numRuns: 300 },
    );
  });
});

describe("the settings of a first run", () => {
  it.each([
    [["claude", "codex", "opencode"], "anthropic", "sonnet"],
    [["opencode", "codex"], "openai", ""],
    [["opencode"], "opencode", ""],
    [[], "demo", ""],
    // Only a name on the PATH was found, which other programs have, too.
    [["acp:copilot", "acp:goose"], "demo", ""],
  ])("with %j use the provider %s", (found, provider, model) => {
    const settings = createFirstRunSettings({ workspace: "/ws", found: new Set(found) });
    expect(settings.agents.tinyagi).toMatchObject({ provider, model });
    expect(settings.default_agent).toBe("tinyagi");
    // Nobody chose the demo: new agents get a real provider.
    expect(settings.models.provider).toBe(provider === "demo" ? undefined : provider);
    expect(settings.teams.demo).toMatchObject({
      agents: ["lead", "writer", "reviewer"],
      leader_agent: "lead",
    });
    for (const id of ["lead", "writer", "reviewer"]) expect(settings.agents[id]?.provider).toBe("demo");
    expect(validateSettings(settings)).toEqual(settings);
    expect(parseSettings(settingsText(settings))).toMatchObject({ settings, warnings: [], renamed: [] });
  });
});

describe("the difference between settings", () => {
  it("names changed places and no values", () => {
    const before = createFirstRunSettings({ workspace: "/ws", found: new Set(["claude"]) });
    const after = structuredClone(before);
    delete after.agents.lead;
    after.limits.hops = 1;
    after.models.anthropic = { api_key: "sk-canary" };
    const team = after.teams.demo;
    if (team !== undefined) team.agents = ["writer"];
    expect(diffSettings(before, after)).toEqual([
      "agents.lead",
      "limits.hops",
      "models.anthropic",
      "teams.demo.agents",
    ]);
    expect(diffSettings(before, structuredClone(before))).toEqual([]);
  });
});

describe("heartbeat intervals", () => {
  const withIntervals = (own: unknown, general: unknown): unknown => ({
    agents: { coder: { name: "Coder", provider: "demo", heartbeat: { interval: own } } },
    monitoring: { heartbeat_interval: general },
  });

  it.each([0, 10, 3_600, 30 * 86_400])("may be %i seconds", (seconds) => {
    expect(validateSettings(withIntervals(seconds, seconds)).monitoring.heartbeat_interval).toBe(seconds);
  });

  it.each([
    [1, "use 0 for never, or at least 10 seconds"],
    [9, "use 0 for never, or at least 10 seconds"],
    [30 * 86_400 + 1, "use at most 30 days (2592000 seconds)"],
  ])("of %i seconds are refused, each with its place", (seconds, message) => {
    expect(() => validateSettings(withIntervals(seconds, seconds))).toThrow(
      expect.objectContaining({
        details: [
          { path: "agents.coder.heartbeat.interval", message },
          { path: "monitoring.heartbeat_interval", message },
        ],
      }),
    );
  });

  it("of an old file do not block other changes, but none may become another short one", () => {
    const previous = settingsSchema.parse(withIntervals(3, 5));
    expect(validateSettings(previous, previous).agents.coder?.heartbeat?.interval).toBe(3);
    expect(() => validateSettings(withIntervals(4, 5), previous)).toThrow("agents.coder.heartbeat.interval");
    expect(() => validateSettings(withIntervals(3, 3), previous)).toThrow("monitoring.heartbeat_interval");
  });

  it.each(["60", 1.5, -1])("of the wrong kind (%j) are reported once", (seconds) => {
    expect(() => validateSettings(withIntervals(60, seconds))).toThrow(
      expect.objectContaining({
        details: [expect.objectContaining({ path: "monitoring.heartbeat_interval" })],
      }),
    );
  });
});
