import { spawn } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { withHome } from "./testing/invoke.js";

const SCRIPTS = fileURLToPath(new URL("../../../scripts", import.meta.url));
const LIMIT_MS = 15_000;

/** Stands in for npx: writes down what it was asked and makes what the real one would make. */
const FAKE_NPX = `#!/bin/sh
echo "$*" >> calls
case "$*" in
  *install*) [ -e broken ] && { echo "gyp ERR! better-sqlite3"; exit 1; }
    mkdir -p node_modules packages/core/node_modules/better-sqlite3
    touch node_modules/.modules.yaml
    echo 'module.exports = class { close() {} }' > packages/core/node_modules/better-sqlite3/index.js ;;
  *turbo*) [ -e broken-build ] && { echo "error TS1"; exit 2; }
    mkdir -p packages/core/dist ;;
esac
exit 0
`;

interface Result {
  code: number | null;
  stderr: string;
}

interface Workspace {
  folder: string;
  run: (path?: string) => Promise<Result>;
  /** What npx was asked for since the last look: `install`, `build`. */
  steps: () => Promise<string[]>;
}

async function withWorkspace(use: (workspace: Workspace) => Promise<void>): Promise<void> {
  await withHome(async (folder) => {
    await mkdir(join(folder, "bin"));
    await mkdir(join(folder, "packages", "core", "src"), { recursive: true });
    for (const name of ["setup.mjs", "start.mjs", "test.mjs"]) {
      await cp(join(SCRIPTS, name), join(folder, "scripts", name));
    }
    await writeFile(join(folder, "bin", "npx"), FAKE_NPX, { mode: 0o755 });
    await writeFile(join(folder, "package.json"), "{}");
    await writeFile(join(folder, "packages", "core", "package.json"), "{}");
    await writeFile(join(folder, "packages", "core", "src", "index.ts"), "");
    const run = (path = "/usr/bin:/bin"): Promise<Result> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ["scripts/setup.mjs"], {
          cwd: folder,
          env: { PATH: `${join(folder, "bin")}:${path}`, TMPDIR: folder },
          stdio: ["ignore", "ignore", "pipe"],
          timeout: LIMIT_MS,
        });
        let stderr = "";
        child.stderr.on("data", (chunk) => {
          stderr += String(chunk);
        });
        child.once("close", (code) => resolve({ code, stderr }));
      });
    const steps = async (): Promise<string[]> => {
      const calls = await readFile(join(folder, "calls"), "utf8").catch(() => "");
      await rm(join(folder, "calls"), { force: true });
      const lines = calls.split("\n").filter((line) => line !== "");
      return lines.map((line) =>
        line.includes("turbo") ? "build" : line.includes("install") ? "install" : line,
      );
    };
    await use({ folder, run, steps });
  });
}

describe("setup", () => {
  it("installs and builds once, then does nothing, and after a change only builds", async () => {
    await withWorkspace(async ({ folder, run, steps }) => {
      const first = await run();
      expect(first.code).toBe(0);
      expect(first.stderr).toContain("setup: installing");
      expect(await steps()).toEqual(["install", "build"]);
      expect(await run()).toEqual({ code: 0, stderr: "" });
      expect(await steps()).toEqual([]);
      await writeFile(join(folder, "packages", "core", "src", "index.ts"), "export {};\n");
      expect((await run()).code).toBe(0);
      expect(await steps()).toEqual(["build"]);
      await rm(join(folder, "packages", "core", "dist"), { recursive: true });
      await run();
      expect(await steps()).toEqual(["build"]);
    });
  });

  it("works again after a failure", async () => {
    await withWorkspace(async ({ folder, run, steps }) => {
      await writeFile(join(folder, "broken-build"), "");
      const failed = await run();
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain("error TS1");
      expect((await run()).code).toBe(1);
      await rm(join(folder, "broken-build"));
      await steps();
      expect((await run()).code).toBe(0);
      expect(await steps()).toEqual(["install", "build"]);
    });
  });

  it("says in one line how to get a missing compiler, with exit code 70", async () => {
    await withWorkspace(async ({ folder, run }) => {
      await writeFile(join(folder, "broken"), "");
      // A PATH with a shell and the basic tools, but no compiler, make or python.
      const tools = join(folder, "tools");
      await mkdir(tools);
      for (const tool of ["sh", "mkdir", "touch"])
        await cp(`/bin/${tool}`, join(tools, tool), { dereference: true });
      const result = await run(tools);
      expect(result.code).toBe(70);
      expect(result.stderr.trim().split("\n").at(-1)).toMatch(
        /^setup: a C\+\+ compiler is needed .* install it with:/,
      );
    });
  });

  it("runs once when two start at the same time", async () => {
    await withWorkspace(async ({ run, steps }) => {
      const both = await Promise.all([run(), run()]);
      expect(both.map((result) => result.code)).toEqual([0, 0]);
      expect(await steps()).toEqual(["install", "build"]);
    });
  });
});
