/**
 * The newcomer's path: a fresh copy of the repository, an empty home, no optional tool, `npm start`. Everything is real:
 * the install, the build, the daemon, the demo team. Slow. The machine's npm settings and download caches are used, its
 * home is not. What the set-up of the tests compiled from the same sources a few minutes ago is not compiled again.
 *
 * @requirement START-1 @requirement START-2
 */
import { execFileSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitFor } from "@tinyagi/testkit";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBarePath } from "../support/bare-path.js";
import { isAlive, readRuntimeFile } from "./support/daemon.js";
import { freePort } from "./support/free-port.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SETUP_TIMEOUT_MS = 600_000;
const NOBODY = 65_534;
/** Variables without which this machine may not reach its registry. */
const NETWORK = /^(NODE_EXTRA_CA_CERTS|npm_config_registry|https?_proxy|no_proxy)$/i;

/** A copy of the repository with a separate user. */
interface Newcomer {
  readonly copy: string;
  readonly home: string;
  readonly env: Record<string, string>;
  /** Words in front of a command, to run it as another user. */
  readonly as: readonly string[];
}

/** Installed or built: a clone has none of it. */
const MADE = new Set([".git", "node_modules", "dist", ".turbo", ".setup-stamp"]);

let root: string;
/** Neither agent CLI nor compiler: better-sqlite3 comes built from pnpm's store. */
let barePath: string;
let newcomer: Newcomer;

/** Where pnpm keeps what this checkout was installed from. */
function storeOfThisCheckout(): string {
  const modules = readFileSync(join(ROOT, "node_modules", ".modules.yaml"), "utf8");
  return /"?storeDir"?: *"?([^",\n]+)/.exec(modules)?.[1]?.replace(/\/v\d+$/, "") ?? "";
}

function environment(home: string, port: number): Record<string, string> {
  const userHome = homedir();
  const existing = (path: string) => (existsSync(path) ? path : undefined);
  const machine = {
    NPM_CONFIG_USERCONFIG: existing(join(userHome, ".npmrc")),
    npm_config_cache: existing(join(userHome, ".npm")),
    npm_config_store_dir: existing(storeOfThisCheckout()),
    TURBO_CACHE_DIR: existing(join(ROOT, ".turbo", "cache")),
  };
  const given = [
    ...Object.entries(machine),
    ...Object.entries(process.env).filter(([name]) => NETWORK.test(name)),
  ].filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(given),
    HOME: home,
    PATH: barePath,
    TINYAGI_API_PORT: String(port),
    LANG: "C.UTF-8",
  };
}

function run({ as, copy, env }: Newcomer, words: readonly string[]) {
  const [file = "", ...args] = [...as, ...words];
  return execa(file, args, {
    cwd: copy,
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: SETUP_TIMEOUT_MS,
  });
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-newcomer-"));
  const copy = join(root, "tinyagi");
  const home = join(root, "home");
  mkdirSync(home);
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !MADE.has(basename(path)) });
  barePath = createBarePath(join(root, "bin"));
  newcomer = { copy, home, env: environment(home, await freePort()), as: [] };
});

afterAll(async () => {
  for (const home of [join(root, "home"), join(root, "nobody")]) {
    const pid = readRuntimeFile(join(home, ".tinyagi"))?.pid;
    if (pid === undefined || !isAlive(pid)) continue;
    process.kill(pid, "SIGTERM");
    await waitFor(() => !isAlive(pid), { timeoutMs: 20_000, what: "the daemon to end" });
  }
  rmSync(root, { recursive: true, force: true });
});

/** What a start could have changed: the user's settings, what is installed, what is built, which daemon runs. */
function state({ copy, home }: Newcomer) {
  const read = (path: string) => readFileSync(join(home, ".tinyagi", path), "utf8");
  return {
    settings: read("settings.json"),
    token: read("auth/token"),
    daemon: read("daemon.json"),
    built: statSync(join(copy, "packages/cli/dist/daemon/src/main.js")).mtimeMs,
    installed: statSync(join(copy, "node_modules/.modules.yaml")).mtimeMs,
  };
}

/** The README's transcript, but for what it leaves out at `…`. */
function transcriptOfReadme(): readonly string[] {
  const [, fence = ""] = /```text\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
  return fence.split("\n").filter((line) => line !== "" && line !== "…");
}

/** The demo team's work is joined into one plan, and the README shows exactly what a newcomer sees. */
function expectDemoReply({ stdout, stderr }: { stdout: string; stderr: string }): void {
  const shown = [...stderr.split("\n"), ...stdout.split("\n")];
  const transcript = transcriptOfReadme();
  expect(transcript.length).toBeGreaterThan(5);
  expect(transcript.filter((line) => !shown.includes(line))).toEqual([]);
  expect(stdout).toContain("**Demo answer, no model was asked.**");
  for (const name of ["@lead", "@writer", "@reviewer"]) expect(stdout).toContain(`. ${name} – `);
}

describe("npm start in a fresh copy with an empty home", { timeout: SETUP_TIMEOUT_MS }, () => {
  test("sets everything up without a question, shows the demo team's plan as in the README, and ends with 0", async () => {
    const { exitCode, stdout, stderr } = await run(newcomer, ["npm", "start"]);
    expect(exitCode, stderr).toBe(0);
    expectDemoReply({ stdout, stderr });
    expect(stderr).toContain("Try next:");
  });

  test("a second time sets nothing up again and changes nothing", async () => {
    const before = state(newcomer);
    const { exitCode, stdout, stderr } = await run(newcomer, ["npm", "start"]);
    // No step of the set-up ran: what is left takes seconds on any machine.
    expect(stderr).not.toContain("setup:");
    expect(exitCode, stderr).toBe(0);
    expectDemoReply({ stdout, stderr });
    expect(state(newcomer)).toEqual(before);
  });

  test("sends the given text instead of the sample", async () => {
    const { exitCode, stdout, stderr } = await run(newcomer, ["npm", "start", "--", "count the loaves"]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("“count the loaves”");
    expect(stderr).toContain("@tinyagi done");
    expect(stdout).not.toContain("@reviewer");
  });

  test("leaves a daemon that npx tinyagi shows and stops", async () => {
    const shown = await run(newcomer, ["npx", "tinyagi", "status"]);
    expect(shown.exitCode, shown.stderr).toBe(0);
    expect(shown.stdout).toContain(`http://127.0.0.1:${newcomer.env.TINYAGI_API_PORT}`);
    const pid = readRuntimeFile(join(newcomer.home, ".tinyagi"))?.pid ?? 0;
    expect(isAlive(pid)).toBe(true);
    const stopped = await run(newcomer, ["npx", "tinyagi", "stop"]);
    expect(stopped.exitCode, stopped.stderr).toBe(0);
    expect(isAlive(pid)).toBe(false);
    const gone = await run(newcomer, ["npx", "tinyagi", "status"]);
    expect(gone.exitCode).toBe(69);
  });

  test("works after npm install, which finds the folders of pnpm", async () => {
    const installed = await run(newcomer, ["npm", "install"]);
    expect(installed.exitCode, installed.stderr).toBe(0);
    // What npm left behind is gone: this is pnpm's again, and complete.
    expect(existsSync(join(newcomer.copy, "node_modules/.package-lock.json"))).toBe(false);
    const { exitCode, stdout, stderr } = await run(newcomer, ["npx", "tinyagi", "--version"]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^tinyagi \d/);
  });

  const canSwitch = process.getuid?.() === 0 && existsSync("/usr/bin/setpriv");
  test.runIf(canSwitch)("works for a user who is not root", async () => {
    const home = join(root, "nobody");
    mkdirSync(home);
    // The folder of the copy is private to root; a user of the machine has one of their own.
    for (const path of [root, home]) chownSync(path, NOBODY, NOBODY);
    execFileSync("chown", ["-R", `${NOBODY}:${NOBODY}`, newcomer.copy]);
    const {
      npm_config_cache: _c,
      npm_config_store_dir: _s,
      NPM_CONFIG_USERCONFIG: _u,
      TURBO_CACHE_DIR: _t,
      ...env
    } = environment(home, await freePort());
    const nobody: Newcomer = {
      copy: newcomer.copy,
      home,
      env,
      as: ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
    };
    const { exitCode, stdout, stderr } = await run(nobody, ["npm", "start"]);
    expect(exitCode, stderr).toBe(0);
    expectDemoReply({ stdout, stderr });
    expect(statSync(join(home, ".tinyagi", "settings.json"))).toMatchObject({ uid: NOBODY });
    expect(statSync(join(home, ".tinyagi")).mode & 0o777).toBe(0o700);
    const stopped = await run(nobody, ["npx", "tinyagi", "stop"]);
    expect(stopped.exitCode, stopped.stderr).toBe(0);
  });
});
