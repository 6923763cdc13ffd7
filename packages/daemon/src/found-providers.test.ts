import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { findProviders } from "./found-providers.js";

function machine(platform: NodeJS.Platform = "linux") {
  const userHome = mkdtempSync(join(tmpdir(), "tinyagi-machine-"));
  onTestFinished(() => rmSync(userHome, { recursive: true, force: true }));
  const bin = join(userHome, "bin");
  mkdirSync(bin);
  return {
    userHome,
    install(name: string) {
      writeFileSync(join(bin, name), "#!/bin/sh\nexit 1\n");
      chmodSync(join(bin, name), 0o755);
    },
    logIn(folder: string, file: string) {
      mkdirSync(join(userHome, folder), { recursive: true });
      writeFileSync(join(userHome, folder, file), "{}");
    },
    find: (variables: Record<string, string> = {}, settings: object = {}) =>
      findProviders({
        userHome,
        platform,
        settings: settingsSchema.parse(settings),
        variables: { PATH: bin, ...variables },
      }),
  };
}

test("an empty machine has no agent CLI, and each says how to install it", async () => {
  const found = await machine().find();
  expect(found.map(({ provider, state }) => [provider, state])).toEqual([
    ["anthropic", "missing"],
    ["openai", "missing"],
    ["opencode", "missing"],
    ["api", "login"],
  ]);
  expect(found.slice(0, 3).every(({ next }) => next?.startsWith("npm install"))).toBe(true);
});

test("a CLI without a login says how to log in; a login, a key or a variable makes it ready", async () => {
  const it = machine();
  for (const name of ["claude", "codex", "opencode"]) it.install(name);
  expect((await it.find())[0]).toMatchObject({ state: "login", next: "claude" });
  it.logIn(".claude", ".credentials.json");
  it.logIn("elsewhere", "auth.json");
  const found = await it.find(
    { CODEX_HOME: join(it.userHome, "elsewhere"), ANTHROPIC_BASE_URL: "http://127.0.0.1:9" },
    { models: { opencode: { api_key: "key-canary" } } },
  );
  expect(found.map(({ state, detail }) => [state, detail])).toEqual([
    ["ready", "Logged in."],
    ["ready", "Logged in."],
    ["ready", "A key is in the settings."],
    ["login", "It needs no program: only a key and the name of a model."],
  ]);
  expect(found.map(({ access }) => access)).toEqual(["login", "login", "key", undefined]);
  const [claude] = await it.find({ ANTHROPIC_API_KEY: "key-canary" });
  expect(claude).toMatchObject({ access: "variable", variable: "ANTHROPIC_API_KEY" });
  expect(claude?.detail).toBe("A key is in the variable ANTHROPIC_API_KEY.");
});

test("an address alone is no login, and no key is repeated", async () => {
  const it = machine();
  it.install("claude");
  expect((await it.find({ ANTHROPIC_BASE_URL: "http://127.0.0.1:9" }))[0]?.state).toBe("login");
  expect(JSON.stringify(await it.find({ ANTHROPIC_API_KEY: "key-canary" }))).not.toContain("canary");
});

test("on macOS a login of claude may be in the keychain: it is neither ready nor missing, and the text says why", async () => {
  const it = machine("darwin");
  it.install("claude");
  it.install("codex");
  const [claude, codex] = await it.find();
  expect(claude).toMatchObject({ state: "login", isHidden: true, next: "claude" });
  expect(claude?.detail).toContain("keychain, which no other program can see");
  expect(codex).toMatchObject({ state: "login", detail: "It is installed. No login or key was found." });
  expect(codex).not.toHaveProperty("isHidden");
  expect((await it.find({ ANTHROPIC_API_KEY: "key-canary" }))[0]).toMatchObject({ state: "ready" });
});

test.each<[string, Record<string, string>, object, string, string]>([
  ["a key without a model", {}, { api_key: "key-canary" }, "login", "The name of a model is missing."],
  ["a key and a model", {}, { api_key: "key-canary", model: "m1" }, "ready", "The model is m1."],
  [
    "a key of the host",
    { ANTHROPIC_API_KEY: "key-canary" },
    { model: "sonnet" },
    "ready",
    "ANTHROPIC_API_KEY",
  ],
  [
    "a key of the host for another format",
    { ANTHROPIC_API_KEY: "key-canary" },
    { model: "m1", format: "openai-chat" },
    "login",
    "only a key",
  ],
  [
    "a local endpoint without a key",
    {},
    { model: "m1", format: "openai-chat", base_url: "http://127.0.0.1:9/v1" },
    "ready",
    "without a key",
  ],
])("the model API with %s", async (_name, variables, api, state, words) => {
  const found = (await machine().find(variables, { models: { api } })).at(-1);
  expect(found).toMatchObject({ provider: "api", state, detail: expect.stringContaining(words) });
  expect(JSON.stringify(found)).not.toContain("canary");
});

test("the words about a model API are fields too, for readers of another language", async () => {
  const api = async (settings: object, variables = {}) =>
    (await machine().find(variables, { models: { api: settings } })).at(-1);
  expect(await api({ api_key: "key-canary", model: "m1" })).toMatchObject({ access: "key", model: "m1" });
  expect(await api({ api_key: "key-canary" })).toMatchObject({ access: "key", model: "" });
  expect(await api({ model: "m1" }, { ANTHROPIC_API_KEY: "key-canary" })).toMatchObject({
    access: "variable",
    variable: "ANTHROPIC_API_KEY",
    model: "m1",
  });
  const base = { format: "openai-chat", base_url: "http://127.0.0.1:9/v1" };
  expect(await api(base)).toMatchObject({ access: "endpoint", model: "" });
  expect(await api({})).not.toHaveProperty("access");
});

test("a key of another vendor makes no program ready", async () => {
  const it = machine();
  it.install("codex");
  it.install("qwen");
  const qwenOf = async (variables: Record<string, string>) =>
    (await it.find(variables)).find(({ provider }) => provider === "acp:qwen");
  expect(await qwenOf({ OPENAI_API_KEY: "key-canary" })).toMatchObject({ state: "login", next: "qwen" });
  expect(await qwenOf({ OPENAI_API_KEY: "key-canary", DASHSCOPE_API_KEY: "key-canary" })).toMatchObject({
    state: "ready",
    variable: "DASHSCOPE_API_KEY",
  });
});
