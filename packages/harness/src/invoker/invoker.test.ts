import {
  type AgentConfig,
  agentConfigSchema,
  type Harness,
  HarnessError,
  type HarnessRequest,
  type InvokeRequest,
  settingsSchema,
} from "@tinyagi/contracts";
import { PROVIDER_SETTINGS } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { createInvoker, type InvokerOptions } from "./invoker.js";

const settings = settingsSchema.parse(PROVIDER_SETTINGS);
const agent = (config: object): AgentConfig => agentConfigSchema.parse({ name: "A", ...config });

type Run = (request: HarnessRequest) => string;

function invoker(run: Run, change: Partial<InvokerOptions> = {}) {
  const requests: HarnessRequest[] = [];
  const fake = (id: string): [string, Harness] => [
    id,
    {
      id,
      run: async (request, { onEvent }) => {
        requests.push(request);
        onEvent({ type: "process.started", pid: 1 });
        return { text: run(request), sessionId: "s-new", deniedTools: [] };
      },
    },
  ];
  const subject = createInvoker({
    harnesses: new Map([fake("claude"), fake("codex")]),
    hostEnv: { PATH: "/bin", CANARY: "x", OPENAI_API_KEY: "host", ANTHROPIC_API_KEY: "host" },
    deniedPaths: ["/home/op/.tinyagi"],
    resolveSecret: (value) => (value.startsWith("env:") ? `secret of ${value.slice(4)}` : value),
    settings: () => settings,
    ...change,
  });
  const invoke = (request: Partial<InvokeRequest> = {}) =>
    subject.invoke(
      {
        runId: "run_1",
        agentId: "coder",
        agent: agent({ provider: "anthropic", env: { EXTRA: "env:E" } }),
        prompt: "hi",
        systemPrompt: "sys",
        cwd: "/w",
        ...request,
      },
      { signal: new AbortController().signal, onEvent: () => {} },
    );
  return { subject, invoke, requests };
}

describe("the invoker", () => {
  test("builds the complete request for the harness", async () => {
    const { invoke, requests } = invoker(() => "done");
    expect(await invoke()).toEqual({ text: "done", sessionId: "s-new", deniedTools: [] });
    expect(requests[0]).toMatchObject({
      model: "claude-opus-4-6",
      permissions: "sandboxed",
      deniedPaths: ["/home/op/.tinyagi"],
      limits: { timeoutMs: 5_000, idleTimeoutMs: 2_000 },
    });
    expect({ ...requests[0]?.env }).toEqual({
      PATH: "/bin",
      EXTRA: "secret of E",
      ANTHROPIC_API_KEY: "secret of KEY_A",
      TINYAGI_RUN_ID: "run_1",
      TINYAGI_AGENT_ID: "coder",
      NO_PROXY: expect.stringContaining("127.0.0.1"),
      no_proxy: expect.stringContaining("127.0.0.1"),
    });
  });

  describe("with a subscription token and a key", () => {
    const both = () => settingsSchema.parse({ models: { anthropic: { oauth_token: "t", api_key: "k" } } });
    const clock = { ms: 0 };
    const used = (requests: HarnessRequest[]) =>
      requests.map(({ env }) => env.CLAUDE_CODE_OAUTH_TOKEN || env.ANTHROPIC_API_KEY);
    const refusing: Run = ({ env }) => {
      if (env.CLAUDE_CODE_OAUTH_TOKEN === "t") throw new HarnessError("auth", "expired");
      return "done";
    };

    test("uses the key when the token is refused, and tries the token again after an hour", async () => {
      const { invoke, requests } = invoker(refusing, { settings: both, now: () => clock.ms });
      expect((await invoke()).text).toBe("done");
      await invoke();
      expect(used(requests)).toEqual(["t", "k", "k"]);
      clock.ms += 3_600_000;
      await invoke();
      expect(used(requests)).toEqual(["t", "k", "k", "t", "k"]);
    });

    test("does not use the key after another failure, and reports the refusal of the last credential", async () => {
      const limited: Run = () => {
        throw new HarnessError("rate_limited", "slow down");
      };
      const one = invoker(limited, { settings: both, now: () => 0 });
      await expect(one.invoke()).rejects.toMatchObject({ class: "rate_limited" });
      expect(used(one.requests)).toEqual(["t"]);
      const none: Run = () => {
        throw new HarnessError("auth", "no");
      };
      const two = invoker(none, { settings: both, now: () => 0 });
      await expect(two.invoke()).rejects.toMatchObject({ class: "auth" });
      expect(used(two.requests)).toEqual(["t", "k"]);
    });

    test("repeats nothing after the agent has used a tool", async () => {
      const requests: HarnessRequest[] = [];
      const acting: Harness = {
        id: "claude",
        run: async (request, { onEvent }) => {
          requests.push(request);
          onEvent({ type: "tool.started", name: "Bash" });
          throw new HarnessError("auth", "expired");
        },
      };
      const { invoke } = invoker(() => "x", {
        settings: both,
        now: () => 0,
        harnesses: new Map([["claude", acting]]),
      });
      await expect(invoke()).rejects.toMatchObject({ class: "auth" });
      expect(used(requests)).toEqual(["t"]);
    });

    test("a key that cannot be read does not stop a run whose token is accepted", async () => {
      const { invoke, requests } = invoker(() => "done", {
        settings: both,
        now: () => 0,
        resolveSecret: (value) => {
          if (value === "k") throw new Error("no such file");
          return value;
        },
      });
      const request = { agent: agent({ provider: "anthropic" }) };
      expect((await invoke(request)).text).toBe("done");
      expect(used(requests)).toEqual(["t"]);
    });
  });

  test("uses a host key only for its own provider, and only if the settings have none", async () => {
    const { invoke, requests } = invoker(() => "done", { settings: () => settingsSchema.parse({}) });
    await invoke();
    expect(requests[0]?.env.ANTHROPIC_API_KEY).toBe("host");
    expect(requests[0]?.env.OPENAI_API_KEY).toBeUndefined();
  });

  test("rebuilds a lost session once and reports its id", async () => {
    const { invoke, requests } = invoker((request) => {
      if (request.sessionId !== undefined) throw new HarnessError("not_found", "gone", { sessionLost: true });
      return "fresh";
    });
    const result = await invoke({ sessionId: "s-old", sessionTotals: { inputTokens: 5 } });
    expect(result).toMatchObject({ text: "fresh", sessionId: "s-new", rebuiltFrom: "s-old" });
    expect(requests[1]?.sessionTotals).toBeUndefined();
  });

  test("does not rebuild a second time", async () => {
    const { invoke, requests } = invoker(() => {
      throw new HarnessError("not_found", "gone", { sessionLost: true });
    });
    await expect(invoke({ sessionId: "s-old" })).rejects.toMatchObject({ sessionLost: true });
    expect(requests).toHaveLength(2);
  });

  test.each([" \n", "\u200b\u200b", "\u2800\ufeff", "\u001b[31m\u001b[0m"])(
    "an answer that nobody sees is a transient failure: %j",
    async (text) => {
      await expect(invoker(() => text).invoke()).rejects.toMatchObject({ class: "transient" });
    },
  );

  test("an internal error is a transient failure with its cause", async () => {
    const { invoke } = invoker(() => {
      throw new Error("ENOSPC");
    });
    await expect(invoke()).rejects.toMatchObject({ name: "HarnessError", class: "transient" });
  });

  test("the error for an unreadable secret contains its variable but not its value", async () => {
    const { invoke } = invoker(() => "x", {
      resolveSecret: () => {
        throw new Error("canary");
      },
    });
    const failure = await invoke().catch((error: unknown) => error);
    expect(failure).toMatchObject({ class: "invalid" });
    expect(String(failure)).toContain("EXTRA");
    expect(String(failure)).not.toContain("canary");
  });

  test("a missing harness fails with an explanation", async () => {
    const { invoke, subject } = invoker(() => "x");
    for (const provider of ["opencode", "api"]) {
      await expect(invoke({ agent: agent({ provider }) })).rejects.toMatchObject({ class: "invalid" });
      expect(() => subject.resolve(agent({ provider }))).toThrow(provider);
    }
  });

  test("says before a run with what it runs, and what it is permitted", () => {
    const { subject } = invoker(() => "x");
    expect(subject.resolve(agent({ provider: "anthropic" }))).toEqual({
      harness: "claude",
      provider: "anthropic",
      model: "claude-opus-4-6",
      permissions: "sandboxed",
    });
    expect(subject.resolve(agent({ provider: "anthropic", permissions: "bypass" })).permissions).toBe(
      "bypass",
    );
  });

  test("a request and its result can be sent as JSON", async () => {
    const request: InvokeRequest = {
      runId: "run_1",
      agentId: "coder",
      agent: agent({ provider: "anthropic", env: { EXTRA: "env:E" } }),
      prompt: "hi",
      systemPrompt: "sys",
      cwd: "/w",
      sessionId: "s-old",
      sessionTotals: { inputTokens: 5 },
    };
    const here = invoker(() => "done");
    const there = invoker(() => "done");
    const result = await here.invoke(request);
    expect(await there.invoke(JSON.parse(JSON.stringify(request)))).toEqual(result);
    expect(there.requests).toEqual(here.requests);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});
