/**
 * Installs optional tools without a question: with apt-get as root, with brew, or from npm. Never fails: the caller
 * checks afterwards which tools are still missing.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./root.mjs";
import { findOnPath, findPackage, isInstalled } from "./tools.mjs";

const INSTALL_TIMEOUT_MS = 10 * 60_000;

/**
 * @param {readonly import("./tools.mjs").Tool[]} tools those to install when they are missing
 * @param {(line: string) => void} say
 */
export function installTools(tools, say) {
  const missing = tools.filter((tool) => !isInstalled(tool));
  const fromSystem = missing.some(({ script }) => script === undefined) ? packageManager() : undefined;
  // One by one, so that an unknown package does not block the others.
  for (const tool of missing) {
    const install = tool.script === undefined ? fromSystem : fromNpm;
    if (install === undefined) continue;
    say(`installing ${tool.name}, needed for ${tool.neededFor}`);
    if (!install(tool)) say(`${tool.name} could not be installed`);
  }
}

function fromNpm({ script }) {
  return runs(process.execPath, [join(root, script)], "inherit");
}

/** Returns a function that installs one tool and reports success; undefined if this process may not install anything. */
function packageManager() {
  if (process.getuid?.() === 0 && findOnPath("apt-get") !== undefined) {
    const apt = (...args) =>
      runs("apt-get", ["-q", "-o", "Acquire::Retries=1", "-o", "DPkg::Lock::Timeout=120", ...args]);
    // A fresh machine has no package lists. If the update fails, existing lists may be enough.
    apt("update");
    return (tool) => apt("install", "-y", "--no-install-recommends", findPackage(tool));
  }
  // Homebrew refuses to run as root.
  if (process.getuid?.() !== 0 && findOnPath("brew") !== undefined)
    return ({ brew }) => brew !== undefined && runs("brew", ["install", "--quiet", brew]);
  return undefined;
}

function runs(file, args, stdio = "ignore") {
  const { status } = spawnSync(file, args, {
    stdio,
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status === 0;
}
