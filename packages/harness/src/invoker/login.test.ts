/** What a run gets of its login, and what it never gets of the others. */
import { agentConfigSchema, type Harness, type HarnessRequest, settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createInvoker } from "./invoker.js";

const settings = settingsSchema.parse({
  models: {
    anthropic: {
      api_key: "sk-own",
      logins: {
        work: { config_dir: "~/.claude-work" },
        spare: { oauth_token: "env:SPARE" },
        paid: { api_key: "sk-paid" },
      },
      login_order: ["work", "spare", "default"],
    },
    openai: { logins: { team: { config_dir: "/srv/codex-team" } } },
    api: { base_url: "http://127.0.0.1:1/v1", api_key: "sk-api", logins: { second: { api_key: "sk-api2" } } },
  },
  custom_providers: {
    local: {
      name: "Local",
      harness: "claude",
      base_url: "http://127.0.0.1:1",
      api_key: "sk-local",
      logins: { other: { api_key: "sk-local2" } },
    },
  },
});

function open() {
  const requests: HarnessRequest[] = [];
  const harness = (id: string): [string, Harness] => [
    id,
    {
      id,
      async run(request) {
        requests.push(request);
        return { text: "done", deniedTools: [] };
      },
    },
  ];
  const invoker = createInvoker({
    harnesses: new Map(["claude", "codex", "api"].map(harness)),
    hostEnv: { PATH: "/bin", HOME: "/home/op", ANTHROPIC_API_KEY: "host", CLAUDE_CONFIG_DIR: "/home/op/.c" },
    deniedPaths: [],
    resolveSecret: (value) => (value.startsWith("env:") ? `secret of ${value.slice(4)}` : value),
    settings: () => settings,
  });
  const agent = (provider: string) => agentConfigSchema.parse({ name: "A", provider });
  const invoke = async (provider: string, login?: string) => {
    const run = {
      runId: "r",
      agentId: "a",
      agent: agent(provider),
      prompt: "hi",
      systemPrompt: "",
      cwd: "/w",
    };
    const context = { signal: new AbortController().signal, onEvent: () => {} };
    await invoker.invoke({ ...run, ...(login === undefined ? {} : { login }) }, context);
    const request = requests.at(-1);
    if (request === undefined) throw new Error("nothing ran");
    return request;
  };
  return { invoke, resolve: (provider: string) => invoker.resolve(agent(provider)) };
}

test("a login with a folder gets that folder, and no key that the program would prefer to it", async () => {
  const { env } = await open().invoke("anthropic", "work");
  expect(env).toMatchObject({ CLAUDE_CONFIG_DIR: "/home/op/.claude-work", ANTHROPIC_API_KEY: "" });
});

test("a login with a token or a key gets only its own", async () => {
  const it = open();
  const spare = await it.invoke("anthropic", "spare");
  expect(spare.env).toMatchObject({
    CLAUDE_CODE_OAUTH_TOKEN: "secret of SPARE",
    ANTHROPIC_API_KEY: "",
    CLAUDE_CONFIG_DIR: "/home/op/.c",
  });
  expect((await it.invoke("anthropic", "paid")).env.ANTHROPIC_API_KEY).toBe("sk-paid");
  expect((await it.invoke("anthropic", "default")).env.ANTHROPIC_API_KEY).toBe("sk-own");
  expect((await it.invoke("openai", "team")).env).toMatchObject({ CODEX_HOME: "/srv/codex-team" });
});

test("an endpoint is asked with the key of the login", async () => {
  const it = open();
  const toKey = ({ env, endpoint }: HarnessRequest) => env[endpoint?.keyEnv ?? ""];
  expect(toKey(await it.invoke("custom:local", "other"))).toBe("sk-local2");
  expect(toKey(await it.invoke("custom:local"))).toBe("sk-local");
  expect(toKey(await it.invoke("api", "second"))).toBe("sk-api2");
});

test("no agent may read the folder of another login", async () => {
  const it = open();
  expect((await it.invoke("anthropic", "spare")).deniedPaths).toEqual([
    "/home/op/.claude-work",
    "/srv/codex-team",
  ]);
  expect((await it.invoke("anthropic", "work")).deniedPaths).toEqual(["/srv/codex-team"]);
  expect((await it.invoke("custom:local")).deniedPaths).toHaveLength(2);
});

test("without a name, the first login of the order is used", async () => {
  const it = open();
  expect((await it.invoke("anthropic")).env.CLAUDE_CONFIG_DIR).toBe("/home/op/.claude-work");
});

test.each(["anthropic", "openai", "api", "custom:local"])(
  "a run of %s whose login was removed meanwhile uses no other one's money; it is tried again",
  async (provider) => {
    await expect(open().invoke(provider, "removed")).rejects.toMatchObject({
      class: "transient",
      failureCause: "interrupted",
      message: expect.stringContaining("removed"),
    });
  },
);

test("a provider says its logins in their order, and which of them keep their own sessions", () => {
  const it = open();
  expect(it.resolve("anthropic").logins).toEqual([
    { name: "work", keepsSessions: true },
    { name: "spare", keepsSessions: false },
    { name: "default", keepsSessions: false },
  ]);
  expect(it.resolve("openai").logins?.map(({ name }) => name)).toEqual(["default", "team"]);
  expect(settingsSchema.parse({}).models).toEqual({});
});

test.each([
  ["two fields in one login", { work: { api_key: "a", config_dir: "/b" } }],
  ["a login without a field", { work: {} }],
  ["a name that is taken", { default: { api_key: "a" } }],
  ["a relative folder", { work: { config_dir: "claude" } }],
  ["a name that could be an option", { "-x": { api_key: "a" } }],
])("the settings refuse %s", (_what, logins) => {
  expect(settingsSchema.safeParse({ models: { anthropic: { logins } } }).success).toBe(false);
});
