/**
 * The optional programs: everything that scripts and tests start besides Node, npm and the base of a Unix system.
 * This is the only list of them. `npm test` installs them, `needs()` of the testkit skips tests without them, and a
 * test compares CONTRIBUTING.md with the list. A program that nothing starts does not belong here.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./root.mjs";

const PROBE_TIMEOUT_MS = 10_000;

/**
 * @typedef {object} Tool
 * @property {string} name The common name; also the name of Debian's package, unless `apt` is set.
 * @property {readonly string[]} [bins] Alternative programs: one of them is enough.
 * @property {string} [script] Instead of `bins`: installs it from npm; with `--check` it exits with 0 if it is installed.
 * @property {string} [apt] Debian's package.
 * @property {string} [brew] Homebrew's formula, if there is one.
 * @property {"setup" | "tests"} stage Needed to set up, or only by tests.
 * @property {string} neededFor
 * @property {readonly string[]} [probe] Arguments with which it must succeed: an installed program may still not work.
 * @property {readonly NodeJS.Platform[]} [platforms] Systems on which it is used. Default: all.
 */

/** @type {readonly Tool[]} */
export const TOOLS = [
  {
    name: "a C++ compiler",
    bins: ["c++", "g++", "clang++"],
    apt: "g++",
    stage: "setup",
    neededFor: "better-sqlite3, where its prebuilt binary cannot be downloaded",
  },
  {
    name: "make",
    bins: ["make", "gmake"],
    stage: "setup",
    neededFor: "better-sqlite3, where its prebuilt binary cannot be downloaded",
  },
  {
    name: "python3",
    bins: ["python3", "python"],
    stage: "setup",
    neededFor: "better-sqlite3, where its prebuilt binary cannot be downloaded",
  },
  {
    name: "bubblewrap",
    bins: ["bwrap"],
    stage: "tests",
    neededFor: "the sandbox around the commands of agents",
    // Containers often forbid the namespaces it needs.
    probe: ["--ro-bind", "/", "/", "--unshare-pid", "--unshare-net", "--dev", "/dev", "--", "true"],
    platforms: ["linux"],
  },
  {
    name: "socat",
    bins: ["socat"],
    stage: "tests",
    neededFor: "the way from that sandbox to TinyAGI's API",
    platforms: ["linux"],
  },
  {
    name: "curl",
    bins: ["curl"],
    brew: "curl",
    stage: "tests",
    neededFor: "the API calls that agents make with commands",
  },
  {
    name: "openssl",
    bins: ["openssl"],
    brew: "openssl",
    stage: "tests",
    neededFor: "the certificates of a network in tests",
  },
  {
    name: "git",
    bins: ["git"],
    brew: "git",
    stage: "tests",
    neededFor: "skills installed from a repository",
  },
  {
    name: "fish",
    bins: ["fish"],
    brew: "fish",
    stage: "tests",
    neededFor: "the completion script for fish",
  },
  {
    name: "tmux",
    bins: ["tmux"],
    brew: "tmux",
    stage: "tests",
    neededFor: "the terminal views in a real terminal",
    platforms: ["linux"],
  },
  {
    name: "chromium",
    bins: ["chromium", "chromium-browser", "google-chrome"],
    stage: "tests",
    neededFor: "the pages of TinyOffice in a real browser",
    platforms: ["linux"],
  },
  {
    name: "systemd",
    bins: ["systemd-analyze"],
    stage: "tests",
    neededFor: "the check of the service's unit file",
    platforms: ["linux"],
  },
  {
    name: "shellcheck",
    bins: ["shellcheck"],
    brew: "shellcheck",
    stage: "tests",
    neededFor: "the check of shell scripts",
  },
  {
    name: "redis-server",
    bins: ["redis-server", "valkey-server"],
    brew: "redis",
    stage: "tests",
    neededFor: "agents on other machines, over a real engine",
  },
  {
    name: "agent CLIs",
    script: "tests/agent-clis/install.mjs",
    stage: "tests",
    neededFor: "runs of the real claude, codex, opencode and gemini",
  },
  {
    name: "nodes",
    script: "tests/nodes/install.mjs",
    stage: "tests",
    neededFor: "the built program on Node 22 and 24, with each database driver",
  },
  {
    name: "docs site",
    script: "apps/docs/install.mjs",
    stage: "tests",
    neededFor: "the documentation site and the spelling of the documents",
  },
];

/** The tools of a stage that this system uses. */
export function collectTools(stage, platform = process.platform) {
  return TOOLS.filter(
    (tool) => tool.stage === stage && (tool.platforms === undefined || tool.platforms.includes(platform)),
  );
}

/** Whether a tool is installed: its npm packages, or one of its programs on PATH. */
export function isInstalled({ bins = [], script }) {
  if (script !== undefined) return succeeds(process.execPath, [join(root, script), "--check"]);
  return bins.some((bin) => findOnPath(bin) !== undefined);
}

/** Whether a tool can be used: it is installed, and its probe succeeds. */
export function works(tool) {
  if (!isInstalled(tool)) return false;
  return tool.probe === undefined || succeeds(tool.bins[0], tool.probe);
}

function succeeds(file, args) {
  return spawnSync(file, args, { stdio: "ignore", timeout: PROBE_TIMEOUT_MS }).status === 0;
}

/** The command that a person types to install these tools here. A tool from npm has a separate command. */
export function installCommand(tools, platform = process.platform) {
  const [{ script }] = tools;
  if (script !== undefined) return `node ${script}`;
  if (platform === "linux") return `sudo apt-get install -y ${tools.map(findPackage).join(" ")}`;
  if (tools.some(({ brew }) => brew === undefined)) return "xcode-select --install";
  return `brew install ${tools.map(({ brew }) => brew).join(" ")}`;
}

/** Debian's package of a tool. */
export function findPackage({ name, apt = name }) {
  return apt;
}

/** The first executable of that name on PATH. */
export function findOnPath(bin) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder === "") continue;
    const file = join(folder, bin);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
