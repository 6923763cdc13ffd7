#!/usr/bin/env node
// Installs and builds the workspace. Needs Node and npm; installs a missing compiler if it can.
// Guarantees: it returns immediately when nothing changed; a failure leaves no stamp, so the next call tries again;
// two calls at once wait for each other; a failure is reported in one line. It never asks a question.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installTools } from "./support/install-tools.mjs";
import { hasTraceOfNpm, writeNpmLock } from "./support/npm-lock.mjs";
import { runPnpm } from "./support/pnpm.mjs";
import { root } from "./support/root.mjs";
import { EXIT, failure, noCompiler, SetupError } from "./support/setup-error.mjs";
import { lockSetup } from "./support/setup-lock.mjs";
import { forgetState, isDone, needsInstall, rememberState, wantedState } from "./support/setup-state.mjs";
import { collectTools, isInstalled } from "./support/tools.mjs";

const OLDEST_NODE = [20, 20];

/** Installs and builds what has changed. Throws a SetupError with one clear line. */
export async function setup() {
  checkNode();
  const wanted = wantedState();
  if (isDone(wanted)) return;
  const unlock = await lockSetup(() => say("waiting for another set-up of this folder"));
  try {
    if (isDone(wanted)) return;
    const mustInstall = needsInstall(wanted);
    forgetState();
    if (mustInstall) await install();
    await build();
    writeNpmLock();
    rememberState(wanted);
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
  // pnpm would take what npm has changed for its own, and repair nothing of it.
  if (hasTraceOfNpm()) rmSync(join(root, "node_modules"), { recursive: true, force: true });
  let output = await installDependencies();
  if (output === undefined) return;
  if (needsCompiler(output) && !hasCompiler()) {
    installTools(collectTools("setup"), say);
    if (!hasCompiler()) throw noCompiler(output);
    output = await installDependencies();
    if (output === undefined) return;
  }
  throw failure("the dependencies could not be installed", output);
}

/** Returns the output of a failed installation. */
async function installDependencies() {
  const { code, output } = await pnpm("installing", [
    "install",
    "--frozen-lockfile",
    "--reporter=append-only",
  ]);
  if (code !== 0) return output;
  if (loadsDatabase()) return undefined;
  // An interrupted install has the package without its binary, and a second install does not repair that.
  const rebuilt = await pnpm("compiling better-sqlite3", ["rebuild", "better-sqlite3"]);
  return rebuilt.code === 0 && loadsDatabase() ? undefined : rebuilt.output;
}

async function build() {
  say("building");
  const args = ["exec", "turbo", "run", "build", "--output-logs=errors-only", "--log-order=grouped"];
  const { code, output } = await pnpm("building", args);
  if (code !== 0) throw failure("the build failed", output);
}

function pnpm(doing, args) {
  return runPnpm(args, (elapsed) => say(`still ${doing} (${elapsed})`));
}

function loadsDatabase() {
  const code = "new (require('better-sqlite3'))(':memory:').close()";
  const options = { cwd: join(root, "packages", "kernel"), stdio: "ignore" };
  return spawnSync(process.execPath, ["-e", code], options).status === 0;
}

function needsCompiler(output) {
  return /better-sqlite3|node-gyp|gyp ERR/.test(output);
}

function hasCompiler() {
  return collectTools("setup").every((tool) => isInstalled(tool));
}

function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** Runs `main` if `url` is the file that Node was started with, and prints an error as one line. */
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
