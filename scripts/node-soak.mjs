#!/usr/bin/env node
// Kills a daemon of other generations of Node with `kill -9` under load, on the database of Node itself, and counts what
// was lost: node scripts/node-soak.mjs [22 24]. About 2,000 messages each. Not in CI; needs a build.
// Guarantees: each Node comes from npm into a temporary folder, which is removed; exit code 1 if a message was lost.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./support/root.mjs";

const GENERATIONS = ["22", "24"];
/** Half of what happens between two kills, up to this many, is a message that is accepted. */
const LOAD = { CHAOS_KILLS: "50", CHAOS_PROGRESS: "160" };
const INSTALL_MS = 300_000;
const VITEST = join(root, "node_modules", "vitest", "vitest.mjs");

function install(generation, folder) {
  const options = {
    cwd: folder,
    encoding: "utf8",
    timeout: INSTALL_MS,
    stdio: ["ignore", "pipe", "inherit"],
  };
  const name = `node-${process.platform}-${process.arch}@${generation}`;
  const file = execFileSync("npm", ["pack", "--silent", name], options).trim();
  mkdirSync(join(folder, "node"));
  execFileSync("tar", ["-xzf", file, "-C", "node", "--strip-components=1"], options);
  return join(folder, "node", "bin");
}

async function soak(generation) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-node-soak-"));
  try {
    const bin = install(generation, folder);
    // Only the daemons are of that Node: what judges them has the compiled module of this one.
    const env = { ...LOAD, ...process.env, CHAOS_NODE: join(bin, "node") };
    const words = [VITEST, "run", "--project", "chaos", "tests/chaos/random-kills.test.ts"];
    const child = spawn(process.execPath, words, { cwd: root, env, stdio: "inherit" });
    // It ends its daemons, and the folder below is removed.
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => child.kill(signal));
    const [status] = await once(child, "close");
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((one) => !/^[1-9][0-9]$/.test(one));
if (unknown.length > 0) {
  process.stderr.write(`node-soak: name generations of Node, for example: node scripts/node-soak.mjs 24\n`);
  process.exitCode = 2;
} else
  for (const generation of wanted.length > 0 ? wanted : GENERATIONS)
    if ((await soak(generation)) !== 0) process.exitCode = 1;
