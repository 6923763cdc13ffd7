#!/usr/bin/env node
// `pnpm release:rehearsal`: the steps of a release, against a registry on loopback. Needs a build.
// Guarantees: nothing leaves this machine; exit code 0 means that what was published could be installed into an empty
// place, answered a message there, and that publishing again published nothing.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packSet } from "../support/packed.mjs";
import { headersBesideNode } from "../support/pnpm.mjs";
import { root } from "../support/root.mjs";
import { completeAssets } from "./assets.mjs";
import { publish } from "./publish.mjs";
import { freePort, openRegistry } from "./registry.mjs";

/** Libraries that people import by themselves. */
const LIBRARIES = ["@tinyagi/graph", "@tinyagi/agents", "@tinyagi/client"];

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
  say(completeAssets(packed).join("\n"));
  const registry = await openRegistry(join(folder, "registry"));
  try {
    release(packed, { ...process.env, ...registry.env });
    tryCommand({ ...process.env, ...registry.env }, await freePort());
  } finally {
    registry.close();
  }
}

function release(packed, env) {
  publish({ folder: packed, env, say });
  const again = [];
  publish({ folder: packed, env, say: (line) => again.push(line) });
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

/** As a new user: an empty prefix, an empty home, the demo team. */
function tryCommand(env, port) {
  const prefix = join(folder, "prefix");
  const home = join(folder, "home");
  mkdirSync(prefix);
  mkdirSync(home);
  const headers = headersBesideNode();
  const build = headers === undefined ? {} : { npm_config_nodedir: headers };
  execFileSync(
    "npm",
    ["install", "--global", "tinyagi", "--prefix", prefix, "--no-audit", "--no-fund", "--loglevel=error"],
    {
      env: { ...build, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const mine = {
    ...process.env,
    HOME: home,
    TINYAGI_HOME: join(home, "tinyagi"),
    TINYAGI_API_PORT: String(port),
  };
  const tinyagi = (...words) =>
    execFileSync(join(prefix, "bin", "tinyagi"), words, {
      env: mine,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  const { version } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));
  if (!tinyagi("--version").includes(version)) throw new Error(`the installed command is not ${version}`);
  try {
    tinyagi("setup", "--template", "demo", "--provider", "demo", "--yes", "--message", "Hello, who are you?");
    say(`tinyagi ${version}, installed from the registry, answered a message`);
  } finally {
    tinyagi("stop");
  }
}
