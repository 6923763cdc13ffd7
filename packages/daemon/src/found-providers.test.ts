import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { findProviders } from "./found-providers.js";

function machine() {
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
  ]);
  expect(found.every(({ next }) => next?.startsWith("npm install"))).toBe(true);
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
  ]);
  const [claude] = await it.find({ ANTHROPIC_API_KEY: "key-canary" });
  expect(claude?.detail).toBe("A key is in the variable ANTHROPIC_API_KEY.");
});

test("an address alone is no login, and no key is repeated", async () => {
  const it = machine();
  it.install("claude");
  expect((await it.find({ ANTHROPIC_BASE_URL: "http://127.0.0.1:9" }))[0]?.state).toBe("login");
  expect(JSON.stringify(await it.find({ ANTHROPIC_API_KEY: "key-canary" }))).not.toContain("canary");
});
