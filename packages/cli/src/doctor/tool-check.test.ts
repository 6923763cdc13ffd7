import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkTools } from "./tool-check.js";

const BASE = "/usr/bin:/bin";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tool-check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = settingsSchema.parse({
  agents: { coder: { name: "Coder", provider: "anthropic", model: "" } },
});

async function toFinding(lines: string) {
  writeFileSync(join(folder, "claude"), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  const env = { PATH: [folder, BASE].join(delimiter) };
  const found = await checkTools({ env, own: env, versionMs: 400 }, settings);
  return found.find(({ id }) => id === "agent-cli.claude");
}

test.each([
  ["answers slowly", "sleep 20; echo 1.2.3"],
  ["does not answer at all", "while :; do sleep 1; done"],
])("a program that %s is found, and no error", async (_what, lines) => {
  const finding = await toFinding(lines);
  expect(finding).toMatchObject({ level: "info" });
  expect(finding?.message).toContain(join(folder, "claude"));
  expect(finding?.message).toContain("did not answer");
});

test("a program that fails does not work", async () => {
  expect(await toFinding("exit 1")).toMatchObject({ level: "error" });
});

test("a program that only the shell of the person finds is named with the reason", async () => {
  writeFileSync(join(folder, "claude"), "#!/bin/sh\necho 1.2.3\n", { mode: 0o755 });
  const found = await checkTools({ env: { PATH: BASE }, own: { PATH: folder } }, settings);
  expect(found.find(({ id }) => id === "agent-cli.claude")).toMatchObject({
    level: "error",
    message: expect.stringContaining("not on the PATH of the daemon"),
  });
});
