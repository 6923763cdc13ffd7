/** What `npm install -g tinyagi` puts on a machine: the packed tarball and the one package it depends on. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "./support/stage.js";

const PACKAGE = fileURLToPath(new URL("../../packages/cli/", import.meta.url));
const NATIVE = "better-sqlite3";

let root = "";
let installed = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-installed-"));
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", root], {
    cwd: PACKAGE,
    stdio: "ignore",
  });
  const [tarball = ""] = readdirSync(root).filter((name) => name.endsWith(".tgz"));
  installed = join(root, "node_modules", "tinyagi");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(root, tarball), "-C", installed, "--strip-components=1"]);
  symlinkSync(join(PACKAGE, "node_modules", NATIVE), join(root, "node_modules", NATIVE));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function tinyagi(stage: Stage, ...words: string[]) {
  return stage.run(process.execPath, [join(installed, "bin", "tinyagi.mjs"), ...words]);
}

test("depends on nothing but the native database module", () => {
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(Object.keys(dependencies)).toEqual([NATIVE]);
});

test("starts a daemon, whose demo team answers, and stops it", async () => {
  await using stage = await openStage();
  expect(await tinyagi(stage, "start", "--no-open")).toMatchObject({ code: 0, stderr: "" });
  const run = await tinyagi(stage, "run", "@demo Plan a launch page: who does what?");
  expect(run.code).toBe(0);
  expect(run.stdout).toContain("**Demo answer, no model was asked.**");
  // The bundled skills are files, as the migrations of the database are.
  const skills = await tinyagi(stage, "skill", "list", "lead", "--json");
  expect({ code: skills.code, some: JSON.parse(skills.stdout).length > 0 }).toEqual({ code: 0, some: true });
  expect(await tinyagi(stage, "stop")).toMatchObject({ code: 0 });
});

test("names files and lines of the sources in stacks, when Node is asked for it", async () => {
  await using stage = await openStage();
  const program = `
    const { runCli } = await import(${JSON.stringify(join(installed, "dist/cli/src/index.js"))});
    await runCli({ words: null }).catch((error) => console.log(error.stack));`;
  const words = ["--enable-source-maps", "--input-type=module", "--eval", program];
  expect((await stage.run(process.execPath, words)).stdout).toMatch(/packages\/cli\/src\/cli\.ts:\d+:\d+/);
});

test("hands on the licences of the code of others in it", () => {
  const notices = readFileSync(join(installed, "dist", "THIRD-PARTY.txt"), "utf8");
  for (const name of ["fastify", "zod", "commander", "yaml", "@ai-sdk/anthropic"])
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  const office = ["react of next", "next", "cmdk", "@tanstack/query-core", "tailwindcss"];
  for (const name of [...office, "@fontsource-variable/inter", "@fontsource-variable/jetbrains-mono"])
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|OFL-1.1)\\)$`, "m"));
  expect(existsSync(join(installed, "dist", "cli", "src", "index.d.ts"))).toBe(true);
});
