#!/usr/bin/env node
// Installs and builds the workspace: needs Node with npm, and nothing else that it does not name.
// Guarantees: done in a moment when nothing changed; a failure leaves no stamp, so the next call tries again; two
// calls at once wait for each other. Must never ask a question.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PNPM = "pnpm@10.34.9";
const OLDEST_NODE = [20, 20];
const STAMP = join(root, ".setup-stamp");
const SAY_EVERY_MS = 15_000;
const LOOK_EVERY_MS = 200;
const KEPT_LINES = 60;

/** Exit codes of a set-up that failed (sysexits): 70 no compiler, 78 Node too old, 1 anything else. */
export const EXIT = { failed: 1, noCompiler: 70, badNode: 78 };

export class SetupError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Installs and builds what has changed; throws a SetupError with one clear line. */
export async function setup() {
  checkNode();
  const wanted = { install: installHash(), build: buildHash() };
  if (isDone(wanted)) return;
  const unlock = await lock();
  try {
    if (isDone(wanted)) return;
    const stamp = readStamp();
    rmSync(STAMP, { force: true });
    if (stamp.install !== wanted.install || !isInstalled()) await install();
    await build();
    writeFileSync(STAMP, `${JSON.stringify(wanted)}\n`);
    say("ready");
  } finally {
    unlock();
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  const message = `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join(".")} or newer from https://nodejs.org`;
  throw new SetupError(message, EXIT.badNode);
}

async function install() {
  say("installing the dependencies (a minute or two the first time)");
  const { code, output } = await runPnpm(
    ["install", "--frozen-lockfile", "--reporter=append-only"],
    "installing",
  );
  if (code !== 0) {
    if (lacksCompiler() && /better-sqlite3|node-gyp|gyp ERR/.test(output)) throw noCompiler();
    throw failure("the dependencies could not be installed", output);
  }
  if (loadsDatabase()) return;
  // An install that was broken off has the package without its binary, and a second install leaves it so.
  const rebuilt = await runPnpm(["rebuild", "better-sqlite3"], "compiling better-sqlite3");
  if (rebuilt.code === 0 && loadsDatabase()) return;
  if (lacksCompiler()) throw noCompiler();
  throw failure("better-sqlite3 could not be built", rebuilt.output);
}

async function build() {
  say("building");
  const args = ["exec", "turbo", "run", "build", "--output-logs=errors-only", "--log-order=grouped"];
  const { code, output } = await runPnpm(args, "building");
  if (code !== 0) throw failure("the build failed", output);
}

/** Whether this very state was set up before, and what it made is still there. */
function isDone(wanted) {
  const stamp = readStamp();
  if (stamp.install !== wanted.install || stamp.build !== wanted.build || !isInstalled()) return false;
  return packages().every((folder) => existsSync(join(folder, "dist")));
}

function isInstalled() {
  return existsSync(join(root, "node_modules", ".modules.yaml"));
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8"));
  } catch {
    // No stamp, or half a stamp: nothing is known to be done.
    return {};
  }
}

function packages() {
  const folder = join(root, "packages");
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, "package.json")));
}

/** What decides about node_modules; the ABI because native modules are built for one. */
function installHash() {
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ".npmrc"].map((name) =>
    join(root, name),
  );
  return hashOf(
    [...files, ...packages().map((folder) => join(folder, "package.json"))],
    process.versions.modules,
  );
}

/** What decides about the dist folders. */
function buildHash() {
  const files = [join(root, "tsconfig.base.json"), join(root, "turbo.json")];
  for (const folder of packages()) {
    files.push(
      join(folder, "package.json"),
      join(folder, "tsconfig.build.json"),
      ...sourcesOf(join(folder, "src")),
    );
  }
  return hashOf(files, "");
}

function sourcesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesOf(path);
    return entry.name.endsWith(".test.ts") ? [] : [path];
  });
}

function hashOf(files, salt) {
  const hash = createHash("sha256").update(salt);
  for (const file of files.sort()) {
    if (existsSync(file)) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Runs pnpm through npx: a newcomer has only npm. */
function runPnpm(args, doing) {
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: "1",
    // pnpm would ask before it replaces a node_modules it did not make.
    npm_config_confirm_modules_purge: "false",
  };
  const began = Date.now();
  const lines = [];
  return new Promise((resolve) => {
    const child = spawn("npx", ["--yes", PNPM, ...args], {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = setInterval(
      () => say(`still ${doing} (${Math.round((Date.now() - began) / 1_000)} s)`),
      SAY_EVERY_MS,
    );
    const keep = (chunk) => {
      lines.push(...String(chunk).split("\n"));
      lines.splice(0, Math.max(0, lines.length - KEPT_LINES * 10));
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const end = (code) => {
      clearInterval(timer);
      resolve({ code, output: lines.join("\n") });
    };
    child.once("error", (error) => {
      lines.push(`npx does not run: ${error.message}`);
      end(1);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}

function loadsDatabase() {
  const code = "new (require('better-sqlite3'))(':memory:').close()";
  const options = { cwd: join(root, "packages", "core"), stdio: "ignore" };
  return spawnSync(process.execPath, ["-e", code], options).status === 0;
}

/** Whether something that node-gyp needs is missing. */
function lacksCompiler() {
  const has = (...names) => names.some((name) => onPath(name));
  return !(has("c++", "g++", "clang++") && has("make", "gmake") && has("python3", "python"));
}

function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      // Not in this folder.
      return false;
    }
  });
}

function noCompiler() {
  const command =
    process.platform === "darwin"
      ? "xcode-select --install"
      : "sudo apt-get install -y build-essential python3";
  return new SetupError(
    `a C++ compiler is needed to build better-sqlite3; install it with: ${command}`,
    EXIT.noCompiler,
  );
}

function failure(message, output) {
  const tail = output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-KEPT_LINES);
  process.stderr.write(`${tail.join("\n")}\n`);
  return new SetupError(`${message}; the end of the output stands above`, EXIT.failed);
}

/** Waits for another set-up of this folder; one that died is not waited for. Resolves with the unlock. */
async function lock() {
  const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const file = join(tmpdir(), `tinyagi-setup-${process.getuid?.() ?? 0}-${name}.lock`);
  let told = false;
  while (true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(holderOf(file))) rmSync(file, { force: true });
    else if (!told) {
      say("another set-up is under way; waiting for it");
      told = true;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    // Released at this very moment.
    return 0;
  }
}

function isAlive(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** Runs `main` when `url` is the file that node was started with, and turns its errors into one line. */
export async function runAsScript(url, main) {
  if (process.argv[1] === undefined || pathToFileURL(process.argv[1]).href !== url) return;
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? `setup: ${error.message}` : error.stack}\n`);
    process.exitCode = error.exitCode ?? EXIT.failed;
  }
}

await runAsScript(import.meta.url, async () => {
  await setup();
  return 0;
});
