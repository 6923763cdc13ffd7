/** What a worker says about its machine, with real programs and files. @requirement WORKER-1 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineFactsSchema } from "@tinyagi/contracts";
import { createProgramVersions } from "@tinyagi/harness";
import { expect, onTestFinished, test } from "vitest";
import { lookAtMachine } from "./machine-facts.js";

function machine() {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-machine-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const bin = join(home, "bin");
  mkdirSync(bin);
  const versions = createProgramVersions({ timeoutMs: 3_000 });
  onTestFinished(() => versions[Symbol.asyncDispose]());
  return {
    home,
    install(name: string, script: string) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    async look(more: Record<string, string> = {}, platform: NodeJS.Platform = "linux") {
      const variables = { PATH: bin, HOME: home, ...more };
      const facts = await lookAtMachine({ variables, home, versions, now: () => 1_000, platform });
      expect(machineFactsSchema.parse(facts)).toEqual(facts);
      return facts;
    },
  };
}

test("programs say their version, or what is wrong with them, and only ACP programs that are there are named", async () => {
  const { install, look } = machine();
  install("claude", "echo 2.1.0");
  install("codex", "exec /bin/sleep 60");
  install("opencode", "exit 3");
  install("gemini", "echo 0.9.1");
  const { programs, at } = await look();
  expect(at).toBe(1_000);
  expect(programs.map(({ provider, state, version }) => [provider, state, version])).toEqual([
    ["anthropic", "ready", "2.1.0"],
    ["openai", "silent", null],
    ["opencode", "broken", null],
    ["acp:gemini", "ready", "0.9.1"],
  ]);
});

test("a login is present by its file or its key, missing, or cannot be seen", async () => {
  const { home, install, look } = machine();
  for (const name of ["claude", "codex"]) install(name, "echo 1.0.0");
  const logins = async (...given: Parameters<typeof look>) =>
    (await look(...given)).programs.map(({ login }) => login);
  expect(await logins()).toEqual(["missing", "missing", "unknown"]);
  expect(await logins({ ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "u" })).toEqual([
    "present",
    "missing",
    "unknown",
  ]);
  expect(await logins({ ANTHROPIC_BASE_URL: "u" }, "darwin")).toEqual(["unknown", "missing", "unknown"]);
  mkdirSync(join(home, "codex"));
  writeFileSync(join(home, "codex", "auth.json"), "{}");
  expect(await logins({ CODEX_HOME: join(home, "codex") })).toEqual(["missing", "present", "unknown"]);
});

test("tools of the sandbox are missed on Linux, and the free disk is a number", async () => {
  const { install, look } = machine();
  install("bwrap", "exit 0");
  const facts = await look();
  expect(facts.missingTools).toEqual(["socat"]);
  expect(facts.freeDiskMiB).toBeGreaterThan(0);
  expect((await look({}, "darwin")).missingTools).toEqual([]);
});
