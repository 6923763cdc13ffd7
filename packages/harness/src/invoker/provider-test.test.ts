import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError, settingsSchema } from "@tinyagi/contracts";
import { expect, it, onTestFinished } from "vitest";
import { createProviderTester } from "./provider-test.js";

const CUSTOM = { name: "Mine", harness: "api", base_url: "http://127.0.0.1:9/v1", api_key: "sk-1" };

/** The last step if the run fails. */
async function failed(agent: { provider: string; model: string }, error: HarnessError) {
  const scratch = mkdtempSync(join(tmpdir(), "provider-test-"));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  const settings = settingsSchema.parse({ custom_providers: { mine: CUSTOM } });
  const tester = createProviderTester({
    scratch,
    hostEnv: {},
    settings: () => settings,
    newRunId: () => "run_aaaaaa",
    now: () => 0,
    invoker: { invoke: () => Promise.reject(error) },
  });
  return (await tester.test(agent)).steps.at(-1);
}

it.each([
  ["api", "sonnet", "auth", "Store a key: tinyagi provider api --api-key-stdin"],
  ["custom:mine", "m1", "auth", "Store a key: tinyagi provider add mine --api-key-stdin"],
  ["api", "", "invalid", "Name a model: tinyagi provider api --model <name>"],
  ["custom:mine", "", "invalid", "Name a model: tinyagi provider add mine --model <name>"],
] as const)("a failed test of %s with the model '%s' (%s) says: %s", async (provider, model, kind, hint) => {
  expect((await failed({ provider, model }, new HarnessError(kind, "it failed")))?.hint).toBe(hint);
});

it.each([
  ["anthropic", "auth", "install", ["npm install -g @anthropic-ai/claude-code"]],
  ["api", "auth", "store_key", ["tinyagi provider api --api-key-stdin"]],
  ["api", "rate_limited", "wait", []],
  ["api", "transient", "check_network", []],
  ["api", "invalid", "read_log", ["tinyagi logs"]],
] as const)(
  "a failed test of %s (%s) advises %s with %j, for readers of another language",
  async (provider, kind, advice, commands) => {
    const step = await failed({ provider, model: "sonnet" }, new HarnessError(kind, "it failed"));
    expect(step).toMatchObject({ advice, commands });
  },
);
