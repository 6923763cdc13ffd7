/** What a worker is told: what its agent needs, and no secret of this machine. */
import { type AgentConfig, agentConfigSchema, settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { agentOfRun, readRunSettings, settingsOfRun } from "./run-settings.js";

const CANARY = "canary-9f3b";
const agent = (more: Partial<AgentConfig> = {}): AgentConfig =>
  agentConfigSchema.parse({ name: "Coder", provider: "anthropic", ...more });

const settings = settingsSchema.parse({
  models: { anthropic: { api_key: CANARY, model: "sonnet" }, openai: { api_key: "env:OPENAI_KEY" } },
  custom_providers: {
    mine: { name: "Mine", harness: "api", base_url: "http://127.0.0.1:1/v1", api_key: CANARY },
    other: { name: "Other", harness: "api", base_url: "http://127.0.0.1:2/v1", api_key: CANARY },
  },
  agents: {
    coder: agent({ env: { KEY: CANARY, NAME: "env:NAME" }, working_directory: "/of/this/machine" }),
    secretary: agent({ system_prompt: CANARY }),
  },
  channels: { enabled: ["telegram"], telegram: { bot_token: CANARY } },
  mcp_servers: { tools: { command: "x", env: { KEY: CANARY } } },
  execution: { redisUrl: `redis://:${CANARY}@127.0.0.1`, timeoutMs: 5_000 },
  network: { proxy: `http://me:${CANARY}@127.0.0.1:1` },
});

test("no secret of this machine, no other agent and no channel is sent", () => {
  for (const provider of ["anthropic", "custom:mine"] as const) {
    const sent = JSON.stringify([
      settingsOfRun(settings, "coder", agent({ provider, env: { KEY: CANARY } })),
      agentOfRun(agent({ provider, env: { KEY: CANARY } })),
    ]);
    expect(sent).not.toContain(CANARY);
    expect(sent).not.toContain("secretary");
    expect(sent).not.toContain("http://127.0.0.1:2");
  }
});

test("references, the model and the limits are sent, and can be read there", () => {
  const own = agent({ env: { NAME: "env:NAME" }, working_directory: "/of/this/machine" });
  const read = readRunSettings(settingsOfRun(settings, "coder", own));
  expect(read?.models).toMatchObject({
    anthropic: { model: "sonnet" },
    openai: { api_key: "env:OPENAI_KEY" },
  });
  expect(read?.execution.timeoutMs).toBe(5_000);
  expect(read?.agents.coder?.env).toEqual({ NAME: "env:NAME" });
  expect(read?.agents.coder?.working_directory).toBeUndefined();
});

test("a key that a provider needs and that is not sent is named as missing", () => {
  const read = readRunSettings(settingsOfRun(settings, "coder", agent({ provider: "custom:mine" })));
  expect(read?.custom_providers.mine?.api_key).toBe("env:TINYAGI_KEY_NOT_SENT");
});
