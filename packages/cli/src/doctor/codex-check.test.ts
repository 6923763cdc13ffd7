import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { checkCodexConfig } from "./codex-check.js";

it.each([
  ['sandbox_mode = "danger-full-access"\n', ["codex.sandbox-mode"]],
  ['model = "gpt-5.4"\n# sandbox_mode = "x"\n', []],
  [undefined, []],
])("codex's own settings %j", async (text, ids) => {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-codex-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (text !== undefined) writeFileSync(join(folder, "config.toml"), text);
  const findings = await checkCodexConfig({ CODEX_HOME: folder });
  expect(findings.map(({ id }) => id)).toEqual(ids);
});
