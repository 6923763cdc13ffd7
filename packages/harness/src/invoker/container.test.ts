import { agentConfigSchema, type Harness, type HarnessRequest, settingsSchema } from "@tinyagi/contracts";
import { PROVIDER_SETTINGS } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { createInvoker } from "./invoker.js";

function invoke(provider: string, container: object) {
  const requests: HarnessRequest[] = [];
  const fake = (id: string): [string, Harness] => [
    id,
    {
      id,
      run: async (request) => {
        requests.push(request);
        return { text: "done", deniedTools: [] };
      },
    },
  ];
  const settings = settingsSchema.parse({
    ...PROVIDER_SETTINGS,
    container: { memoryMB: 1_024, network: "all" },
  });
  const invoker = createInvoker({
    harnesses: new Map(["claude", "acp", "api", "demo"].map(fake)),
    hostEnv: { PATH: "/bin" },
    deniedPaths: [],
    resolveSecret: (value) => value,
    settings: () => settings,
  });
  const agent = agentConfigSchema.parse({ name: "A", provider, permissions: "container", ...container });
  const request = { runId: "run_1", agentId: "coder", agent, prompt: "hi", systemPrompt: "", cwd: "/w" };
  const result = invoker.invoke(request, { signal: new AbortController().signal, onEvent: () => {} });
  return { result, requests };
}

test("a run in a container gets the rules of its agent, then the general ones, then the defaults", async () => {
  const { result, requests } = invoke("anthropic", { container: { network: "none" } });
  await result;
  expect(requests[0]).toMatchObject({
    permissions: "container",
    container: { runtime: "auto", network: "none", memoryMB: 1_024, cpus: 2, hosts: [] },
  });
});

test.each(["demo", "acp:gemini"])(
  "an agent of %s, which no container can hold, is refused and not run elsewhere",
  async (provider) => {
    const { result, requests } = invoke(provider, {});
    await expect(result).rejects.toMatchObject({
      class: "invalid",
      message: expect.stringMatching(
        /no container can hold "(demo|acp)".*tinyagi agent set <id> --permissions sandboxed/,
      ),
    });
    expect(requests).toEqual([]);
  },
);
