#!/usr/bin/env node
// Installs what the documentation site needs into this folder, once. With `--check` it only looks whether it is there.
// Guarantees: a no-op when the locked versions are installed; exit code 1 and one clear line on any failure. Runs no
// install script, and touches nothing outside of this folder.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NPM_TIMEOUT_MS = 5 * 60_000;
const here = dirname(fileURLToPath(import.meta.url));
/** Holds the lock file of what is installed; written last. */
const stamp = join(here, "node_modules", ".installed");
const lock = readFileSync(join(here, "package-lock.json"), "utf8");
const stampText = JSON.stringify({ lock, platform: process.platform, arch: process.arch });

function isInstalled() {
  try {
    return readFileSync(stamp, "utf8") === stampText;
  } catch {
    // Not installed yet.
    return false;
  }
}

try {
  if (!isInstalled()) {
    if (process.argv.includes("--check")) throw new Error("run node apps/docs/install.mjs");
    console.log("docs: installing the generator of the documentation site (about 140 MB)");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    execFileSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: here,
      stdio: ["ignore", "inherit", "inherit"],
      timeout: NPM_TIMEOUT_MS,
    });
    writeFileSync(stamp, stampText);
  }
} catch (error) {
  console.error(`docs: not installed: ${String(error.message).split("\n")[0]}`);
  process.exitCode = 1;
}
