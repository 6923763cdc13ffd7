#!/usr/bin/env node
// Installs the pinned agent CLIs into this folder, once. With `--check` it only looks whether they are installed.
// Guarantees: a no-op when the pinned versions ran here before; exit code 1 and one clear line on any failure.
// Must never touch anything outside this folder.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NPM_TIMEOUT_MS = 15 * 60_000;
const VERSION_TIMEOUT_MS = 30_000;

const here = dirname(fileURLToPath(import.meta.url));
const pinned = JSON.parse(readFileSync(join(here, "package.json"), "utf8")).dependencies;
const tools = [
  { bin: "claude", version: pinned["@anthropic-ai/claude-code"] },
  { bin: "codex", version: pinned["@openai/codex"] },
  { bin: "opencode", version: pinned["opencode-ai"] },
  { bin: "gemini", version: pinned["@google/gemini-cli"] },
];

/** Written once each of them has run in its pinned version. */
const stamp = join(here, "node_modules", ".installed");
const stampText = JSON.stringify({ pinned, platform: process.platform, arch: process.arch });

function isStamped() {
  try {
    return readFileSync(stamp, "utf8") === stampText;
  } catch {
    // Not installed yet.
    return false;
  }
}

/** Returns a sentence for the first CLI that does not run in its pinned version, or undefined when all do. */
function findMismatch() {
  // The CLIs write into their home even when asked for their version only.
  const home = mkdtempSync(join(tmpdir(), "agent-clis-"));
  try {
    return findMismatchIn({ ...process.env, HOME: home, CODEX_HOME: home });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function findMismatchIn(env) {
  for (const { bin, version } of tools) {
    const file = join(here, "node_modules", ".bin", bin);
    try {
      const output = execFileSync(file, ["--version"], {
        encoding: "utf8",
        env,
        timeout: VERSION_TIMEOUT_MS,
        stdio: ["ignore", "pipe", "pipe"],
      });
      if (!output.split(/\s+/).includes(version)) return `${bin} reports "${output.trim()}", not ${version}`;
    } catch (error) {
      return `${bin} ${version} does not run: ${String(error.message).split("\n")[0]}`;
    }
  }
  return undefined;
}

function install() {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // Install scripts of Gemini's optional packages would compile them.
  execFileSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
    timeout: NPM_TIMEOUT_MS,
  });
  // Without their scripts, these packages have a stub in place of their binary.
  for (const script of ["@anthropic-ai/claude-code/install.cjs", "opencode-ai/postinstall.mjs"]) {
    execFileSync(process.execPath, [join(here, "node_modules", script)], {
      cwd: here,
      stdio: ["ignore", "inherit", "inherit"],
      timeout: NPM_TIMEOUT_MS,
    });
  }
}

function main() {
  if (isStamped()) return;
  if (process.argv.includes("--check")) throw new Error("run node tests/agent-clis/install.mjs");
  if (findMismatch()) {
    console.log("agent-clis: installing the pinned claude, codex, opencode and gemini (about 1.1 GB)");
    install();
    const mismatch = findMismatch();
    if (mismatch) throw new Error(mismatch);
  }
  writeFileSync(stamp, stampText);
  console.log(`agent-clis: ready (${tools.map(({ bin, version }) => `${bin} ${version}`).join(", ")})`);
}

try {
  main();
} catch (error) {
  console.error(`agent-clis: not installed: ${String(error.message).split("\n")[0]}`);
  process.exitCode = 1;
}
