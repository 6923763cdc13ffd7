import { settingsJsonSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { findGuard, GUARD_TABLE } from "./guard-table.js";
import { validateSettings } from "./validate-settings.js";
import { weakenings } from "./weakening.js";

const AGENT = { name: "Coder", provider: "anthropic", model: "sonnet" };
const STANDS = {
  workspace: { path: "/srv/team" },
  agents: {
    coder: { ...AGENT, permissions: "ask", budget: { usd: 5 }, spawn: { maxDepth: 2, approval: "always" } },
    free: { ...AGENT, permissions: "bypass", env: { OLD: "1" } },
  },
  teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder", limits: { hops: 2 } } },
  budgets: { day: { usd: 10, onLimit: "ask" }, prices: { sonnet: { input: 3, output: 15 } } },
  webhooks: {
    shop: { secret: "a-secret-of-at-least-24-chars", agent: "coder" },
    off: { secret: "a-secret-of-at-least-24-chars", agent: "coder", enabled: false },
  },
  channels: { enabled: ["telegram"], telegram: { bot_token: "123:abcdefghijklmnopqrstuvwxyz" } },
  mcp_servers: {
    files: { command: "files", args: ["--read-only"], env: { READ_ONLY: "1" }, tools: { remove: "deny" } },
    wiki: { url: "https://wiki.example/mcp", headers: { "x-scope": "read" } },
  },
  acp_agents: {
    gemini: { command: ["/srv/wrapped-gemini", "--acp"], env: { GEMINI_SANDBOX: "1" } },
    mine: { command: ["mine", "--acp"], env: { MINE_SAFE: "1" } },
  },
  custom_providers: {
    llm: { name: "L", harness: "api", base_url: "https://llm.example", api_key: "env:KEY" },
  },
};
const before = validateSettings(STANDS);
type Tree = Record<string, unknown>;
function merge(base: unknown, over: unknown): unknown {
  if (typeof base !== "object" || base === null || Array.isArray(base)) return over;
  if (typeof over !== "object" || over === null || Array.isArray(over)) return over;
  const merged: Tree = { ...(base as Tree) };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
const found = (change: object) => weakenings(before, validateSettings(merge(STANDS, change)), "/home/me");
const weaker = (change: object) => found(change).map(({ path, weakens }) => `${path} ${weakens}`);
const coder = (change: object) => ({ agents: { coder: change } });

describe("a guard gets weaker", () => {
  test.each<[string, object, string[]]>([
    ["when the daemon needs no token", { server: { auth: "none" } }, ["server.auth reach"]],
    [
      "when others reach the daemon",
      { server: { host: "0.0.0.0", allowedOrigins: ["https://evil.example"] } },
      ["server.allowedOrigins reach", "server.host reach"],
    ],
    [
      "when a login is added, or the order of logins says who pays",
      {
        models: {
          openai: { logins: { work: { config_dir: "/srv/other" } }, login_order: ["work", "default"] },
        },
      },
      ["models.openai.login_order key", "models.openai.logins.work.config_dir code"],
    ],
    [
      "when an MCP server loses what held it back",
      {
        mcp_servers: { files: { args: [], env: undefined, tools: undefined }, wiki: { headers: undefined } },
      },
      [
        "mcp_servers.files.args code",
        "mcp_servers.files.env.READ_ONLY environment",
        "mcp_servers.files.tools.remove permission",
        "mcp_servers.wiki.headers.x-scope key",
      ],
    ],
    [
      "when a known ACP program runs again as TinyAGI starts it, without what was set for it",
      { acp_agents: { gemini: undefined } },
      ["acp_agents.gemini.command code", "acp_agents.gemini.env.GEMINI_SANDBOX environment"],
    ],
    [
      "when a known ACP program loses its environment",
      { acp_agents: { gemini: { env: undefined } } },
      ["acp_agents.gemini.env.GEMINI_SANDBOX environment"],
    ],
    [
      "when an MCP server is started without its arguments",
      { mcp_servers: { files: { args: undefined } } },
      ["mcp_servers.files.args code"],
    ],
    [
      "when an agent that asks works alone",
      coder({ permissions: "sandboxed" }),
      ["agents.coder.permissions permission"],
    ],
    [
      "when an agent loses its walls",
      coder({ permissions: "bypass" }),
      ["agents.coder.permissions permission"],
    ],
    [
      "when a mode is no longer set",
      coder({ permissions: undefined }),
      ["agents.coder.permissions permission"],
    ],
    [
      "when a new agent has no walls",
      { agents: { spy: { ...AGENT, permissions: "bypass" } } },
      ["agents.spy.permissions permission"],
    ],
    [
      "when an agent gets a variable",
      coder({ env: { COLOUR: "1" } }),
      ["agents.coder.env.COLOUR environment"],
    ],
    [
      "when a variable loads code",
      coder({ env: { LD_PRELOAD: "/tmp/x.so" } }),
      ["agents.coder.env.LD_PRELOAD code"],
    ],
    ["when an agent's budget is raised", coder({ budget: { usd: 6 } }), ["agents.coder.budget.usd budget"]],
    ["when an agent's budget is removed", coder({ budget: undefined }), ["agents.coder.budget.usd budget"]],
    ["when a day has no budget", { budgets: { day: undefined } }, ["budgets.day.usd budget"]],
    ["when a budget only warns", { budgets: { day: { onLimit: "warn" } } }, ["budgets.day.onLimit budget"]],
    [
      "when runs are priced lower",
      { budgets: { prices: { sonnet: { input: 0 } } } },
      ["budgets.prices.sonnet.input budget"],
    ],
    ["when plans need no approval", { spawn: { approval: "never" } }, ["spawn.approval approval"]],
    [
      "when an agent's plans need none",
      coder({ spawn: { approval: "never" } }),
      ["agents.coder.spawn.approval approval"],
    ],
    [
      "when an agent may spawn deeper",
      coder({ spawn: { maxDepth: 4 } }),
      ["agents.coder.spawn.maxDepth limit"],
    ],
    ["when conversations may be longer", { limits: { messages: 10_000 } }, ["limits.messages limit"]],
    [
      "when a team loses its limit",
      { teams: { dev: { limits: undefined } } },
      ["teams.dev.limits.hops limit"],
    ],
    [
      "when a webhook is retargeted",
      { webhooks: { shop: { agent: "free" } } },
      ["webhooks.shop.agent people"],
    ],
    [
      "when a webhook gets another secret",
      { webhooks: { shop: { secret: "known-to-the-page-000000000" } } },
      ["webhooks.shop.secret people"],
    ],
    [
      "when a webhook is turned on",
      { webhooks: { off: { enabled: true } } },
      ["webhooks.off.enabled people"],
    ],
    [
      "when a channel is pointed at another server with another token",
      { channels: { telegram: { bot_token: "9:attacker", api_root: "https://evil.example" } } },
      ["channels.telegram.api_root address", "channels.telegram.bot_token people"],
    ],
    [
      "when a group may write",
      { channels: { telegram: { groups: { "-100": {} } } } },
      ["channels.telegram.groups.-100 people"],
    ],
    [
      "when another person is notified",
      { channels: { notify: { channel: "telegram", senderId: "6" } } },
      ["channels.notify.channel people", "channels.notify.senderId people"],
    ],
    [
      "when an unknown channel gets a key",
      { channels: { pager: { url: "x" } } },
      ["channels.pager.url unknown"],
    ],
    [
      "when a key is replaced",
      { models: { anthropic: { api_key: "sk-new" } } },
      ["models.anthropic.api_key key"],
    ],
    [
      "when a provider has another address",
      { custom_providers: { llm: { base_url: "https://evil.example" } } },
      ["custom_providers.llm.base_url address"],
    ],
    ["when agents work elsewhere", { workspace: { path: "/home/me" } }, ["workspace.path place"]],
    [
      "when an agent works outside the workspace",
      coder({ working_directory: "/srv/team/../x" }),
      ["agents.coder.working_directory place"],
    ],
    ["when a file becomes a prompt", coder({ prompt_file: "notes.md" }), ["agents.coder.prompt_file prompt"]],
    [
      "when less is recorded",
      { retention: { events: 1 }, traces: { payloads: "none" } },
      ["retention.events record", "traces.payloads record"],
    ],
    [
      "when traces are sent",
      { telemetry: { otlp: { enabled: true, endpoint: "https://evil.example" } } },
      ["telemetry.otlp.enabled telemetry", "telemetry.otlp.endpoint telemetry"],
    ],
    [
      "when an agent with guards is removed, because it can come back without them",
      { agents: { coder: undefined }, teams: undefined, webhooks: undefined },
      [
        "agents.coder.budget.usd budget",
        "agents.coder.permissions permission",
        "agents.coder.spawn.approval approval",
        "agents.coder.spawn.maxDepth limit",
        "teams.dev.limits.hops limit",
      ],
    ],
  ])("%s", (_what, change, expected) => {
    expect(weaker(change)).toEqual(expected);
  });

  test.each<[string, object]>([
    ["when nothing changes", {}],
    ["when an MCP server is removed", { mcp_servers: { files: undefined, wiki: undefined } }],
    ["when an ACP program that only the settings know is removed", { acp_agents: { mine: undefined } }],
    ["when an agent is walled in", { agents: { free: { permissions: "sandboxed", env: undefined } } }],
    ["when a budget is lowered", { budgets: { day: { usd: 1, onLimit: "stop" } } }],
    ["when a limit is lowered", { limits: { hops: 1 }, spawn: { maxLive: 1, approval: "always" } }],
    [
      "when an agent has another model, name or heartbeat",
      coder({ model: "opus", name: "C", heartbeat: { interval: 60 } }),
    ],
    ["when an agent works below the workspace", coder({ working_directory: "/srv/team/shared" })],
    [
      "when a channel, a webhook or a provider is removed",
      { channels: { enabled: [], telegram: undefined }, webhooks: undefined, custom_providers: undefined },
    ],
    ["when more is kept", { retention: { events: 0, backups: 9 } }],
    [
      "when an own limit is above the general one, which it cannot raise",
      { teams: { dev: { spawn: { maxDepth: 32 } } } },
    ],
  ])("not %s", (_what, change) => {
    expect(weaker(change)).toEqual([]);
  });
});

test("the changes show values, and secrets only masked", () => {
  const change = {
    channels: { telegram: { bot_token: "987654:ZYXWVUTSRQPONMLKJIHG" } },
    budgets: { day: { usd: 99 } },
  };
  const shown = found(change);
  expect(shown).toMatchObject([
    { path: "budgets.day.usd", before: 10, after: 99 },
    { path: "channels.telegram.bot_token", before: "123…wxyz", after: "987…JIHG" },
  ]);
  expect(JSON.stringify(shown)).not.toContain("ZYXWVUTS");
});

/** Every place of the schema that holds a value. Names that a person chooses are `*`. */
function listPlaces(node: Tree, at: string[] = []): string[][] {
  if (Array.isArray(node.anyOf)) return (node.anyOf as Tree[]).flatMap((one) => listPlaces(one, at));
  const named = Object.entries((node.properties ?? {}) as Record<string, Tree>);
  const open = node.additionalProperties;
  const children = [
    ...named.flatMap(([key, child]) => listPlaces(child, [...at, key])),
    ...(typeof open === "object" && open !== null ? listPlaces(open as Tree, [...at, "*"]) : []),
  ];
  return children.length === 0 ? [at] : children;
}

/** Keys of other programs' channels: whatever they say counts as weaker. */
const OPEN_PLACES = new Set(["channels.*", "channels.whatsapp.*"]);

test("every key of the settings has a row that says what it guards", () => {
  const unclassified = listPlaces(settingsJsonSchema() as Tree)
    .filter((at) => !OPEN_PLACES.has(at.join(".")) && findGuard(at) === undefined)
    .map((at) => at.join("."));
  expect(unclassified).toEqual([]);
});

test("no row of the table is about a key that does not exist, and none hides another", () => {
  const places = listPlaces(settingsJsonSchema() as Tree);
  const fits = (pattern: string) =>
    places.some(
      (at) =>
        at.length === pattern.split(".").length &&
        pattern.split(".").every((step, i) => step === at[i] || step === "*" || at[i] === "*"),
    );
  // A group without an agent is an empty entry.
  const stale = GUARD_TABLE.map(([pattern]) => pattern).filter(
    (pattern) => !fits(pattern) && !pattern.endsWith(".groups.*"),
  );
  expect(stale).toEqual([]);
  expect(new Set(GUARD_TABLE.map(([pattern]) => pattern)).size).toBe(GUARD_TABLE.length);
});
