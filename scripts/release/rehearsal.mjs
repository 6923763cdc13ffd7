#!/usr/bin/env node
// `pnpm release:rehearsal [FOLDER]`: the steps of a release, against a registry on loopback. Needs a build. FOLDER may hold
// database modules that other generations of Node have packed (`tinyagi-sqlite-*.tgz`).
// Guarantees: nothing leaves this machine; exit code 0 means that what was published could be installed into an empty
// place and answered a message there, on each generation of Node, and that publishing again published nothing.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { packSet } from "../support/packed.mjs";
import { root } from "../support/root.mjs";
import { completeAssets } from "./assets.mjs";
import { publish } from "./publish.mjs";
import { freePort, openRegistry } from "./registry.mjs";

/** Libraries that people import by themselves. */
const LIBRARIES = ["@tinyagi/graph", "@tinyagi/agents", "@tinyagi/client", "@tinyagi/kernel"];

const OTHER_NODES = [22, 24];
/** What Node 20 calls its binary interface. */
const NODE_20 = "115";

const say = (line) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "tinyagi-rehearsal-"));
try {
  await rehearse();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function rehearse() {
  const packed = join(folder, "packed");
  packSet(packed);
  const others = process.argv[2];
  for (const name of others === undefined ? [] : readdirSync(others))
    if (name.startsWith("tinyagi-sqlite-")) copyFileSync(join(others, name), join(packed, name));
  say(completeAssets(packed).join("\n"));
  const registry = await openRegistry(join(folder, "registry"));
  try {
    release(packed, { ...process.env, ...registry.env });
    await tryNodes(packed, { ...process.env, ...registry.env });
  } finally {
    registry.close();
  }
}

function release(packed, env) {
  publish({ folder: packed, partial: true, env, say });
  const again = [];
  publish({ folder: packed, partial: true, env, say: (line) => again.push(line) });
  if (again.some((line) => !line.endsWith("already")))
    throw new Error(`published twice: ${again.join(", ")}`);
  say("published again: nothing");
  tryLibraries(env);
}

/** In a project that has nothing else. */
function tryLibraries(env) {
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const options = { cwd: project, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] };
  execFileSync("npm", ["install", ...LIBRARIES, "--no-audit", "--no-fund", "--loglevel=error"], options);
  for (const name of LIBRARIES) {
    const script = `console.log(Object.keys(await import(${JSON.stringify(name)})).length)`;
    const count = execFileSync(process.execPath, ["--input-type=module", "-e", script], options).trim();
    say(`${name}: ${count} exports`);
  }
}

/**
 * As a new user: an empty prefix, an empty home, the demo team.
 *
 * @param {{ node: string, compiled: boolean }} wanted the folder of a Node, and whether the compiled module may be there
 * @returns which module it uses
 */
function tryCommand(env, { node, compiled }, port) {
  const place = mkdtempSync(join(folder, "user-"));
  const prefix = join(place, "prefix");
  const home = join(place, "home");
  for (const made of [prefix, home]) mkdirSync(made);
  const path = { PATH: `${node}${delimiter}${process.env.PATH}` };
  const seconds = installCommand({ ...env, ...path }, prefix);
  const installed = join(prefix, "lib/node_modules/tinyagi");
  // npm cannot be told to leave out what fits: it omits nothing of a global installation.
  if (!compiled) rmSync(join(installed, "node_modules"), { recursive: true, force: true });
  const mine = { HOME: home, TINYAGI_HOME: join(home, "tinyagi"), TINYAGI_API_PORT: String(port) };
  const run = (file, ...words) =>
    execFileSync(file, words, {
      env: { ...process.env, ...path, ...mine },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  const tinyagi = join(prefix, "bin", "tinyagi");
  const { version } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));
  if (!run(tinyagi, "--version").includes(version))
    throw new Error(`the installed command is not ${version}`);
  const driver = JSON.parse(run("node", join(installed, "dist/base/src/sqlite/main.js"))).name;
  try {
    const team = ["--template", "demo", "--provider", "demo", "--yes"];
    run(tinyagi, "setup", ...team, "--message", "Hello, who are you?");
  } finally {
    run(tinyagi, "stop");
  }
  const of = run("node", "--version").trim();
  say(
    `Node ${of}: tinyagi ${version} installed in ${seconds} s, database module: ${driver}, answered a message`,
  );
  return driver;
}

/** With the registry alone: a module that npm had to compile would fail at once. @returns how long it took, in seconds */
function installCommand(env, prefix) {
  const nothing = { npm_config_nodedir: join(prefix, "no-headers"), npm_config_python: "/no/python" };
  const options = ["--prefix", prefix, "--no-audit", "--no-fund", "--loglevel=error"];
  const began = Date.now();
  execFileSync("npm", ["install", "--global", "tinyagi", ...options], {
    env: { ...env, ...nothing },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return ((Date.now() - began) / 1_000).toFixed(1);
}

/** On each generation of Node that is supported, with the compiled module where it was packed, and without it. */
async function tryNodes(packed, env) {
  const own = { node: dirname(process.execPath), abi: process.versions.modules };
  const others = OTHER_NODES.map((major) => fetchNode(major, env));
  for (const { node, abi } of [own, ...others]) {
    const isPacked = readdirSync(packed).some((name) => name.includes(`-abi${abi}-`));
    if (isPacked) expectDriver("compiled", tryCommand(env, { node, compiled: true }, await freePort()));
    // Node 20 has no database of its own.
    if (abi !== NODE_20) expectDriver("node", tryCommand(env, { node, compiled: false }, await freePort()));
  }
}

function expectDriver(wanted, found) {
  if (found !== wanted) throw new Error(`the database module is ${found}, not ${wanted}`);
}

/** From npm, where each system has a package of Node's program. */
function fetchNode(major, env) {
  const place = join(folder, `node-${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  mkdirSync(place);
  execFileSync(
    "npm",
    ["install", "--prefix", place, "--no-audit", "--no-fund", "--loglevel=error", `${name}@${major}`],
    {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const node = join(place, "node_modules", name, "bin");
  const abi = execFileSync(join(node, "node"), ["-p", "process.versions.modules"], {
    encoding: "utf8",
  }).trim();
  return { node, abi };
}
