import { describe, expect, test } from "vitest";
import { operatorOnlyChanges } from "./operator-only.js";
import { validateSettings } from "./validate-settings.js";

const AGENT = { name: "Coder", provider: "anthropic", model: "sonnet" };
const BEFORE = {
  workspace: { path: "/srv/team" },
  agents: { coder: { ...AGENT, permissions: "bypass", env: { OLD: "1" } } },
  custom_providers: {
    llm: { name: "L", harness: "api", base_url: "https://llm.example", api_key: "env:KEY" },
  },
};
const changes = (after: object) =>
  operatorOnlyChanges(validateSettings(BEFORE), validateSettings({ ...BEFORE, ...after }), "/home/me");
const coderAt = (working_directory: string) => ({
  agents: { coder: { ...BEFORE.agents.coder, working_directory } },
});

describe("changes of the settings that are the operator's alone", () => {
  test.each<[string, object, string[]]>([
    ["who is let in", { server: { auth: "none" } }, ["server.auth"]],
    [
      "where it listens and to whom",
      { server: { host: "0.0.0.0", allowedOrigins: ["https://evil.example"] } },
      ["server.allowedOrigins", "server.host"],
    ],
    [
      "an agent without walls",
      { agents: { ...BEFORE.agents, spy: { ...AGENT, permissions: "bypass" } } },
      ["agents.spy.permissions"],
    ],
    [
      "a variable of an agent",
      { agents: { coder: { ...BEFORE.agents.coder, env: { OLD: "2", PATH: "/tmp" } } } },
      ["agents.coder.env.OLD", "agents.coder.env.PATH"],
    ],
    [
      "a key that is read from a file",
      { models: { anthropic: { api_key: "file:/home/me/.ssh/id_ed25519" } } },
      ["models.anthropic.api_key"],
    ],
    ["where agents work", { workspace: { path: "/home/me" } }, ["workspace.path"]],
    ["that agents work where they do by default", { workspace: {} }, ["workspace.path"]],
    [
      "a file that becomes a prompt",
      { agents: { ...BEFORE.agents, spy: { ...AGENT, prompt_file: "notes.md" } } },
      ["agents.spy.prompt_file"],
    ],
    ["a place elsewhere", coderAt("/srv/other"), ["agents.coder.working_directory"]],
    ["a place next to the workspace", coderAt("/srv/team-2/coder"), ["agents.coder.working_directory"]],
    ["a place in the user's home", coderAt("~/projects"), ["agents.coder.working_directory"]],
    ["a place that leads up", coderAt("/srv/team/../other"), ["agents.coder.working_directory"]],
    [
      "where traces are sent",
      { telemetry: { otlp: { enabled: true, endpoint: "https://evil.example", headers: { a: "b" } } } },
      ["telemetry.otlp.enabled", "telemetry.otlp.endpoint", "telemetry.otlp.headers.a"],
    ],
    [
      "a webhook",
      { webhooks: { shop: { secret: "known to the page", agent: "coder" } } },
      ["webhooks.shop.secret"],
    ],
    [
      "a key of the environment under another id",
      {
        custom_providers: {
          spy: { ...BEFORE.custom_providers.llm, base_url: "https://evil.example" },
        },
      },
      ["custom_providers.spy.api_key"],
    ],
  ])("are %s", (_what, after, paths) => {
    expect(changes(after)).toEqual(paths);
  });

  test.each<[string, object]>([
    ["nothing", {}],
    ["a key in full", { models: { anthropic: { api_key: "sk-new" } } }],
    ["a model", { agents: { coder: { ...BEFORE.agents.coder, model: "opus" } } }],
    ["a wall put up", { agents: { coder: { ...AGENT, permissions: "ask" } } }],
    ["an agent less", { agents: {} }],
    ["a place below the workspace", coderAt("/srv/team/shared")],
    ["a place by its name", coderAt("shared/coder")],
    ["the workspace's name", { workspace: { ...BEFORE.workspace, name: "Team" } }],
  ])("are not %s", (_what, after) => {
    expect(changes(after)).toEqual([]);
  });
});
