import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { describe, expect, onTestFinished, test } from "vitest";
import { auditMachine } from "./machine-audit.js";

const BARE = { PATH: "/nowhere", CODEX_HOME: "/nowhere" };

function resolveAgent(provider: string, fields: object = {}) {
  return settingsSchema.parse({ agents: { a: { name: "A", provider, model: "", ...fields } } });
}

test.each([
  ["anthropic", ["claude.sandbox-tools"]],
  ["opencode", ["opencode.sandbox-tools"]],
  ["api", ["api.sandbox-tools"]],
  ["openai", []],
  ["demo", []],
])("on Linux without bubblewrap and socat, agents of %s lack %j", async (provider, ids) => {
  const findings = await auditMachine(resolveAgent(provider), BARE, "linux");
  expect(findings.map(({ id }) => id)).toEqual(ids);
  for (const { fix } of findings) expect(fix).toBe("sudo apt-get install bubblewrap socat");
  expect(await auditMachine(resolveAgent(provider), BARE, "darwin")).toEqual([]);
});

test("a fallback counts like the agent's own provider", async () => {
  const settings = resolveAgent("demo", { fallback: [{ provider: "opencode" }] });
  const [finding] = await auditMachine(settings, BARE, "linux");
  expect(finding?.message).toBe(
    "opencode agents cannot run commands in a sandbox and cannot reach the API of the daemon: bubblewrap and socat are not installed",
  );
});

describe.runIf(process.platform === "linux")("on a machine with a bubblewrap", () => {
  /** @param script what bubblewrap does */
  const auditWith = async (provider: string, script: string) => {
    const folder = mkdtempSync(join(tmpdir(), "tinyagi-audit-bwrap-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of ["bwrap", "socat"])
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return auditMachine(resolveAgent(provider), { PATH: `${folder}:/usr/bin:/bin`, CODEX_HOME: "/nowhere" });
  };

  test.each([
    ["openai", "codex agents start slowly"],
    ["opencode", "opencode agents run in a program that sees all files of your user"],
  ])(
    "that does not work within itself, agents of %s have a finding with a command",
    async (provider, effect) => {
      const findings = await auditWith(provider, "exit 1");
      expect(findings).toMatchObject([
        { id: expect.stringMatching(/^(codex|opencode)\.nested-sandbox$/), severity: "medium" },
      ]);
      expect(findings[0]?.message).toContain(effect);
      expect(findings[0]?.fix).toContain("bwrap --die-with-parent");
    },
  );

  test.each([
    ["openai", "exit 0"],
    ["opencode", "exit 0"],
    // A machine that does not answer says nothing about itself.
    ["openai", "kill -9 $$"],
    // Nothing is around these.
    ["anthropic", "exit 1"],
    ["api", "exit 1"],
    ["demo", "exit 1"],
  ])("agents of %s have no finding if it ends with '%s'", async (provider, script) => {
    expect(await auditWith(provider, script)).toEqual([]);
  });
});
