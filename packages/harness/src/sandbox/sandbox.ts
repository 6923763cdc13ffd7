/**
 * Finds out whether claude's own sandbox can work on this machine. Being installed is not enough: containers
 * often forbid the user namespaces that bubblewrap needs, so it is tried once.
 */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const PROBE_TIMEOUT_MS = 5_000;
const PROBE_ARGS = ["--ro-bind", "/", "/", "--unshare-pid", "--unshare-net", "--dev", "/dev", "--", "true"];
const run = promisify(execFile);

/** Where to look. */
export interface SandboxProbe {
  readonly platform: NodeJS.Platform;
  /** The agents' PATH. */
  readonly path: string;
  /** Whether socat is needed too, as claude's sandbox needs it for its network; default true. */
  readonly socat?: boolean;
}

/** True when the machine can sandbox claude's Bash tool: seatbelt on macOS, bubblewrap and socat on Linux. */
export async function canSandbox({ platform, path, socat = true }: SandboxProbe): Promise<boolean> {
  if (platform === "darwin") return true;
  if (platform !== "linux") return false;
  const [bwrap, relay] = await Promise.all([findProgram("bwrap", path), findProgram("socat", path)]);
  if (bwrap === undefined || (socat && relay === undefined)) return false;
  try {
    await run(bwrap, PROBE_ARGS, { timeout: PROBE_TIMEOUT_MS, env: { PATH: path } });
    return true;
  } catch {
    return false; // Installed but not permitted here: the harness falls back to its allow-list.
  }
}

/** The first executable of that name on a PATH. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (folder === "") continue;
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}
