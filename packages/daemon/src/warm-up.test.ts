/** What agents on a model API need is loaded after the start, and only for them. */
import { createVirtualClock } from "@tinyagi/base";
import { type AgentConfig, HarnessError, type Settings, settingsSchema } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { startWarmUp } from "./warm-up.js";

const withAgents = (...providers: string[]): Settings =>
  settingsSchema.parse({
    agents: Object.fromEntries(
      providers.map((provider, id) => [`a${id}`, { name: "A", provider, model: "" }]),
    ),
  });

function resolve({ provider }: AgentConfig) {
  if (provider === "openai") throw new HarnessError("invalid", "there is no such provider");
  return { harness: provider === "anthropic" ? "claude" : provider, provider, permissions: "ask" as const };
}

function start(first: Settings) {
  const clock = createVirtualClock();
  const found = { loads: 0, warnings: 0, current: first, change: () => {} };
  const end = startWarmUp({
    settings: {
      current: () => found.current,
      onChange(listener) {
        found.change = () => listener({ settings: found.current } as Parameters<typeof listener>[0]);
        return () => {
          found.change = () => {};
        };
      },
    },
    resolve,
    load: async () => {
      found.loads += 1;
      throw new Error("no such module");
    },
    clock,
    log: {
      warn() {
        found.warnings += 1;
      },
    },
  });
  return { clock, found, end };
}

it("is loaded once the start is over, and a failure is only logged", async () => {
  const { clock, found } = start(withAgents("openai", "anthropic", "api"));
  expect(found.loads).toBe(0);
  clock.advance(300);
  expect(found.loads).toBe(1);
  found.change();
  expect(found.loads).toBe(1);
  await expect.poll(() => found.warnings).toBe(1);
});

it("is not loaded without such an agent, until there is one", () => {
  const { clock, found } = start(withAgents("anthropic"));
  clock.advance(1_000);
  expect(found.loads).toBe(0);
  found.current = withAgents("anthropic", "api");
  found.change();
  expect(found.loads).toBe(1);
});

it("is not loaded by a daemon that stops", () => {
  const { clock, found, end } = start(withAgents("api"));
  end();
  clock.advance(1_000);
  found.change();
  expect(found.loads).toBe(0);
});
