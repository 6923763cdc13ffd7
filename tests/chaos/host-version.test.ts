/**
 * A daemon whose agent host is of a release with another protocol, as after an interrupted installation.
 *
 * @requirement HOST-1
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTempHome, leakCheck } from "@tinyagi/testkit";
import { expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../packages/cli", import.meta.url));

/** The built program, whose host says that it uses protocol 2. */
function mixedInstallation(folder: string): string {
  for (const name of ["dist", "package.json"])
    cpSync(join(CLI, name), join(folder, name), { recursive: true });
  symlinkSync(join(CLI, "node_modules"), join(folder, "node_modules"));
  const host = join(folder, "dist/harness/src/host/main.js");
  const code = readFileSync(host, "utf8");
  const other = code.replace("protocol: 1,", "protocol: 2,").replace("protocol !== 1", "protocol !== 2");
  expect(other).not.toBe(code);
  writeFileSync(host, other);
  return join(folder, "dist/daemon/src/main.js");
}

it("the daemon does not start, and says in one line which versions do not fit and what to do", async () => {
  await using temp = await createTempHome();
  const child = spawn(process.execPath, [mixedInstallation(join(temp.root, "mixed"))], {
    cwd: temp.root,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...temp.env, TINYAGI_API_PORT: "0", TINYAGI_WORKSPACE: temp.workspace },
  });
  let words = "";
  child.stderr.on("data", (text: Buffer) => {
    words += text.toString();
  });
  const [code] = await once(child, "close");
  expect(code).toBeGreaterThan(0);
  expect(words.trim().split("\n")).toEqual([
    expect.stringMatching(
      /agent host \(version \S+\) uses protocol 2, but this daemon needs protocol 1\. Install TinyAGI again, so that both are of one release\.$/,
    ),
  ]);
  expect(existsSync(join(temp.home, "daemon.json"))).toBe(false);
  expect(leakCheck(temp.root)).toEqual([]);
});
