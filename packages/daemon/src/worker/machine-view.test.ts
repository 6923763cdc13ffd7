/** What is shown of a worker's machine. @requirement WORKER-1 */
import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { machineView } from "./machine-view.js";

const agent = (provider: string) => ({ name: "A", provider, model: "m", place: "nas" });
const settings = settingsSchema.parse({
  agents: { one: agent("anthropic"), two: agent("openai"), three: agent("acp:gemini") },
  models: { openai: { api_key: "env:OPENAI_API_KEY" } },
  execution: { workers: { nas: { slots: 2 } } },
  default_agent: "one",
});
const program = (provider: string) => ({
  ...{ provider, state: "ready" as const, version: "1.0.0", login: "missing" as const },
});
const facts = {
  ...{ at: 100_000, missingTools: ["bwrap"], freeDiskMiB: 7 },
  programs: [program("anthropic"), program("openai"), program("opencode")],
};

test("each program has the agents that need it; what the worker does not name is missing; a key by reference is a login", () => {
  const view = machineView({ facts, heardAt: 50 }, { settings, name: "nas", now: 1_050, wallNow: 41_000 });
  expect(view).toEqual({
    clockAheadMs: 60_000,
    ...{ missingTools: ["bwrap"], freeDiskMiB: 7 },
    programs: [
      { ...program("anthropic"), agents: ["one"] },
      { ...program("openai"), login: "unknown", agents: ["two"] },
      { ...program("opencode"), agents: [] },
      { provider: "acp:gemini", state: "missing", version: null, login: "unknown", agents: ["three"] },
    ],
  });
});
