import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { expect, it, onTestFinished } from "vitest";
import { checkLogins } from "./login-check.js";

it("a folder without a login is a warning with the command that logs in, and one with a login is not", async () => {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-login-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const settings = settingsSchema.parse({
    models: {
      anthropic: { logins: { work: { config_dir: "~/work" }, paid: { api_key: "sk-1" } } },
      openai: { logins: { team: { config_dir: join(home, "team") } } },
    },
  });
  mkdirSync(join(home, "work"));
  writeFileSync(join(home, "work", ".credentials.json"), "{}");
  const findings = await checkLogins(settings, { home, platform: "linux" });
  expect(findings).toMatchObject([
    { id: "providers.login", hint: expect.stringContaining(`CODEX_HOME=${join(home, "team")} codex login`) },
  ]);
  expect(await checkLogins(undefined)).toEqual([]);
});
