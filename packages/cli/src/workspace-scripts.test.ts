import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { withHome } from "./testing/invoke.js";

const SCRIPTS = fileURLToPath(new URL("../../../scripts", import.meta.url));
const LIMIT_MS = 15_000;

/**
 * A fake npx: records its arguments and creates the files that the real one would create. A file `broken` contains the
 * output of a failing install.
 */
const FAKE_NPX = `#!/bin/sh
echo "$*" >> calls
echo "$npm_config_nodedir" >> nodedirs
case "$*" in
  *install*) [ -e broken ] && { cat broken; exit 1; }
    mkdir -p node_modules packages/kernel/node_modules/better-sqlite3
    touch node_modules/.modules.yaml
    echo 'module.exports = class { close() {} }' > packages/kernel/node_modules/better-sqlite3/index.js ;;
  *turbo*) [ -e broken-build ] && { echo "error TS1"; exit 2; }
    mkdir -p packages/kernel/dist ;;
esac
exit 0
`;

interface Result {
  code: number | null;
  stderr: string;
}

interface Given {
  path?: string;
  node?: string;
  env?: Readonly<Record<string, string>>;
}

interface Workspace {
  folder: string;
  run: (given?: Given) => Promise<Result>;
  /** What npx was asked for since the last look: `install`, `build`. */
  steps: () => Promise<string[]>;
}

async function withWorkspace(use: (workspace: Workspace) => Promise<void>): Promise<void> {
  await withHome(async (folder) => {
    await mkdir(join(folder, "bin"));
    await mkdir(join(folder, "packages", "kernel", "src"), { recursive: true });
    await cp(SCRIPTS, join(folder, "scripts"), { recursive: true });
    await writeFile(join(folder, "bin", "npx"), FAKE_NPX, { mode: 0o755 });
    await writeFile(join(folder, "package.json"), "{}");
    await writeFile(join(folder, "packages", "kernel", "package.json"), "{}");
    await writeFile(join(folder, "packages", "kernel", "src", "index.ts"), "");
    const run = ({
      path = "/usr/bin:/bin",
      node = process.execPath,
      env = {},
    }: Given = {}): Promise<Result> =>
      new Promise((resolve) => {
        const child = spawn(node, ["scripts/setup.mjs"], {
          cwd: folder,
          env: { PATH: `${join(folder, "bin")}:${path}`, TMPDIR: folder, ...env },
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

/** A folder for PATH with a shell and basic tools, but neither compiler nor make nor python; the install needs them. */
async function withoutCompiler({ folder }: Workspace): Promise<string> {
  await writeFile(join(folder, "broken"), "gyp ERR! find Python\ngyp ERR! better-sqlite3\n");
  const tools = join(folder, "tools");
  await mkdir(tools);
  for (const tool of ["sh", "mkdir", "touch", "cat", "rm", "cp"])
    await cp(`/bin/${tool}`, join(tools, tool), { dereference: true });
  return tools;
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
      await writeFile(join(folder, "packages", "kernel", "src", "index.ts"), "export {};\n");
      expect((await run()).code).toBe(0);
      expect(await steps()).toEqual(["build"]);
      await rm(join(folder, "packages", "kernel", "dist"), { recursive: true });
      await run();
      expect(await steps()).toEqual(["build"]);
    });
  });

  it("installs anew where npm has changed what pnpm made", async () => {
    await withWorkspace(async ({ folder, run, steps }) => {
      await run();
      await steps();
      const trace = join(folder, "node_modules", ".package-lock.json");
      await writeFile(trace, "{}");
      expect((await run()).code).toBe(0);
      expect(await steps()).toEqual(["install", "build"]);
      await expect(readFile(trace, "utf8")).rejects.toThrow("ENOENT");
      expect(await run()).toEqual({ code: 0, stderr: "" });
    });
  });

  it("leaves a lock file for npm that names what the root asks for, and nothing below it", async () => {
    await withWorkspace(async ({ folder, run }) => {
      const devDependencies = { one: "^1.0.0", "@of/two": "~2.1.0", missing: "3.0.0" };
      await writeFile(join(folder, "package.json"), JSON.stringify({ name: "root", devDependencies }));
      for (const [name, version] of [
        ["one", "1.4.0"],
        ["@of/two", "2.1.5"],
      ] as const) {
        await mkdir(join(folder, "node_modules", name), { recursive: true });
        const manifest = { name, version, dependencies: { below: "1" } };
        await writeFile(join(folder, "node_modules", name, "package.json"), JSON.stringify(manifest));
      }
      expect((await run()).code).toBe(0);
      const lock = JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8"));
      expect(lock.packages).toEqual({
        "": { name: "root", devDependencies },
        "node_modules/one": { version: "1.4.0", dev: true },
        "node_modules/@of/two": { version: "2.1.5", dev: true },
      });
    });
  });

  it("works again after a failure", async () => {
    await withWorkspace(async ({ folder, run, steps }) => {
      await writeFile(join(folder, "broken-build"), "");
      const failed = await run();
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain("setup: the build failed");
      expect((await run()).code).toBe(1);
      await rm(join(folder, "broken-build"));
      await steps();
      expect((await run()).code).toBe(0);
      expect(await steps()).toEqual(["install", "build"]);
    });
  });

  it.each([
    ["npm error code ENOTFOUND", "the network"],
    ["gyp ERR! stack Error: getaddrinfo ENOTFOUND nodejs.org", "npm_config_nodedir"],
    ["ERR_PNPM_ENOSPC  no space left on device", "disk is full"],
    ["something nobody has seen before", "see why"],
  ])("ends in one line that says what to do and names the log: %s", async (last, advice) => {
    await withWorkspace(async ({ folder, run }) => {
      const output = `${Array.from({ length: 40 }, (_, index) => `npm error line ${index}\n`).join("")}${last}\n`;
      await writeFile(join(folder, "broken"), output);
      const { code, stderr } = await run();
      expect(code).toBe(1);
      const [progress, line, ...rest] = stderr.trim().split("\n");
      expect(progress).toContain("setup: installing");
      expect(rest).toEqual([]);
      expect(line).toMatch(/^setup: the dependencies could not be installed: /);
      expect(line).toContain(advice);
      const log = /\(full output: (.+)\)$/.exec(line ?? "")?.[1] ?? "";
      expect(await readFile(log, "utf8")).toBe(output);
    });
  });

  it("names the missing compiler and the command that installs it, with exit code 70", async () => {
    await withWorkspace(async (workspace) => {
      const path = await withoutCompiler(workspace);
      const { code, stderr } = await workspace.run({ path });
      expect(code).toBe(70);
      expect(stderr.trim().split("\n").at(-1)).toMatch(
        /^setup: better-sqlite3 has to be compiled here, which needs .*python3; install with: .+ \(full output: /,
      );
    });
  });

  it.runIf(process.getuid?.() === 0)("installs a missing compiler as root, and goes on", async () => {
    await withWorkspace(async (workspace) => {
      const { folder, run, steps } = workspace;
      const path = await withoutCompiler(workspace);
      const apt = `#!/bin/sh
echo "$*" >> apt
case "$*" in *install*) rm -f broken; for bin in g++ make python3; do cp tools/sh tools/$bin; done ;; esac
`;
      await writeFile(join(path, "apt-get"), apt, { mode: 0o755 });
      const { code, stderr } = await run({ path });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).toContain("setup: installing a C++ compiler, needed for better-sqlite3");
      expect(await steps()).toEqual(["install", "install", "build"]);
      expect((await readFile(join(folder, "apt"), "utf8")).split("\n")[0]).toMatch(/ update$/);
    });
  });

  describe("on a machine with Node's headers", () => {
    const version = (minor: number) => {
      const [major, , patch] = process.versions.node.split(".");
      return [`MAJOR_VERSION ${major}`, `MINOR_VERSION ${minor}`, `PATCH_VERSION ${patch}`]
        .map((text) => `#define NODE_${text}\n`)
        .join("");
    };
    const minor = Number(process.versions.node.split(".")[1]);

    it.each([
      ["compiles against them", version(minor), {}, "PREFIX"],
      ["leaves those of another Node alone", version(minor + 1), {}, ""],
      ["follows npm_config_nodedir where it is set", version(minor), { npm_config_nodedir: "/own" }, "/own"],
    ])("%s", async (_, header, env, expected) => {
      await withWorkspace(async ({ folder, run }) => {
        const prefix = join(folder, "prefix");
        const node = join(prefix, "bin", "node");
        await mkdir(join(prefix, "include", "node"), { recursive: true });
        await cp(process.execPath, node, { mode: constants.COPYFILE_FICLONE });
        await writeFile(join(prefix, "include", "node", "node_version.h"), header);
        expect(await run({ node, env })).toMatchObject({ code: 0 });
        const seen = (await readFile(join(folder, "nodedirs"), "utf8")).trim().split("\n");
        expect(new Set(seen)).toEqual(new Set([expected.replace("PREFIX", prefix)]));
      });
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
