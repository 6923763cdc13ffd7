/**
 * The error of a failed set-up: one line that says what to do and names the log file with the full output.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import { collectTools, installCommand, isInstalled } from "./tools.mjs";

const LOG = join(root, "setup.log");

/** Exit codes of a set-up that failed (sysexits): 70 no compiler, 78 Node too old, 1 anything else. */
export const EXIT = { failed: 1, noCompiler: 70, badNode: 78 };

export class SetupError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Output of npm, pnpm and node-gyp, and how to fix its cause. The first match counts. */
const CAUSES = [
  {
    pattern: /ENOSPC|no space left on device/i,
    advice: "the disk is full; make room and run it again",
  },
  {
    pattern: /gyp ERR![\s\S]*(?:nodejs\.org|headers|disturl)/,
    advice:
      "Node's headers could not be downloaded; run it again with npm_config_nodedir=DIR, where DIR/include/node holds the headers of this Node",
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|META_FETCH_FAIL|ERR_PNPM_FETCH|ERR_SOCKET_TIMEOUT/,
    advice:
      "a download failed; check the network and the proxy settings of npm (npm config list), then run it again",
  },
  {
    pattern: /EACCES|EPERM|permission denied/i,
    advice: "a file may not be written; run it as the owner of this folder and of the npm cache",
  },
];

/** The error for a step that failed with this output. */
export function failure(what, output) {
  const saved = writeLog(output);
  const advice = CAUSES.find(({ pattern }) => pattern.test(output))?.advice ?? "see why, then run it again";
  return new SetupError(`${what}: ${advice} (full output: ${saved})`, EXIT.failed);
}

/** The error for a machine without the compiler that it needs. */
export function noCompiler(output) {
  const missing = collectTools("setup").filter((tool) => !isInstalled(tool));
  const names = missing.map(({ name }) => name).join(", ");
  const message = `better-sqlite3 has to be compiled here, which needs ${names}; install with: ${installCommand(missing)}`;
  return new SetupError(`${message} (full output: ${writeLog(output)})`, EXIT.noCompiler);
}

function writeLog(output) {
  try {
    writeFileSync(LOG, output);
    return LOG;
  } catch (error) {
    return `not saved, ${error.code}`;
  }
}
