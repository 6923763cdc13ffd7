/** How often real programs are asked for their version: each start appends a line to a file. */
import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgramVersions } from "./program-versions.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "versions-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts a program in place as an installer does: the old file is replaced, not written to. */
async function install(lines: string): Promise<void> {
  const text = `#!/bin/sh\necho "$1 $KEY" >> '${folder}/starts'\n${lines}\n`;
  await writeFile(join(folder, "new"), text, { mode: 0o755 });
  await rename(join(folder, "new"), join(folder, "tool"));
}

const starts = async (): Promise<string[]> =>
  (await readFile(join(folder, "starts"), "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
const env = () => ({ PATH: `${folder}:/usr/bin:/bin`, HOME: folder, KEY: "secret" });

test("a program is asked once, without the keys of the agent, however many runs ask at the same time", async () => {
  await using versions = createProgramVersions();
  await install("echo 1.2.3");
  const answers = await Promise.all(Array.from({ length: 20 }, () => versions.of("tool", env())));
  expect(new Set([...answers, await versions.of(join(folder, "tool"), env())])).toEqual(new Set(["1.2.3"]));
  expect(await starts()).toEqual(["--version "]);
});

test("an upgrade is seen, also one that comes while the old program answers", async () => {
  await using versions = createProgramVersions();
  await install(`while [ ! -e '${folder}/go' ]; do sleep 0.02; done; echo 1.0.0`);
  const old = versions.of("tool", env());
  await waitFor(async () => (await starts()).length === 1, { what: "the first start" });
  await install("echo 2.0.0");
  const fresh = versions.of("tool", env());
  await appendFile(join(folder, "go"), "");
  expect(await Promise.all([old, fresh])).toEqual(["1.0.0", "2.0.0"]);
  await install("echo no number");
  expect(await versions.of("tool", env())).toBeUndefined();
  expect(await versions.of("tool", env())).toBeUndefined();
  expect(await starts()).toHaveLength(3);
});

test("a program that gives no answer is asked three times, then left alone until it is replaced", async () => {
  await using versions = createProgramVersions({ timeoutMs: 200 });
  await install("exit 1");
  for (let run = 0; run < 6; run += 1) expect(await versions.of("tool", env())).toBeUndefined();
  expect(await starts()).toHaveLength(3);
  await install("echo 1.0.1");
  expect(await versions.of("tool", env())).toBe("1.0.1");
});

test("a program that is missing has no version", async () => {
  await using versions = createProgramVersions();
  expect(await versions.of("tool", env())).toBeUndefined();
  expect(await versions.of("/nonexistent/tool", env())).toBeUndefined();
});

test("a program that hangs is ended when nobody is left to ask", async () => {
  const versions = createProgramVersions({ timeoutMs: 60_000 });
  await install("exec sleep 60");
  const asked = versions.of("tool", env());
  await waitFor(async () => (await starts()).length === 1, { what: "the start" });
  await versions[Symbol.asyncDispose]();
  expect(await asked).toBeUndefined();
  expect(await versions.of("tool", env())).toBeUndefined();
});
