import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSettings } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { createProviderCheck } from "./provider-check.js";

test("a login is new when its file changed after the last run that failed", async () => {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-login-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const check = createProviderCheck({
    settings: () => defaultSettings(),
    variables: { HOME: home, PATH: "" },
  });
  const looks = (failedAt: number) => check.mayAnswer("anthropic", { cause: "login", failedAt });
  expect(await looks(0)).toBe(false);
  const file = join(home, ".claude", ".credentials.json");
  mkdirSync(join(home, ".claude"));
  writeFileSync(file, "{}");
  utimesSync(file, 2_000, 2_000);
  expect(await looks(1_999_999)).toBe(true);
  // The run that failed had rewritten it.
  expect(await looks(2_000_001)).toBe(false);
});
