/**
 * Checks whether a sandbox works on this machine. An installed bubblewrap is not enough: containers often forbid the
 * user namespaces that it needs. So the check runs it once.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findProgram } from "@tinyagi/core/program";

const PROBE_TIMEOUT_MS = 5_000;
const PROBE_ARGS = ["--ro-bind", "/", "/", "--unshare-pid", "--unshare-net", "--dev", "/dev", "--", "true"];
const run = promisify(execFile);

/** What to check. */
export interface SandboxProbe {
  readonly platform: NodeJS.Platform;
  /** The agents' PATH. */
  readonly path: string;
  /** Whether socat is required, as for the network of claude's sandbox. Default: true. */
  readonly socat?: boolean;
}

/** True if the machine can sandbox commands: with Seatbelt on macOS, with bubblewrap and socat on Linux. */
export async function canSandbox({ platform, path, socat = true }: SandboxProbe): Promise<boolean> {
  if (platform === "darwin") return true;
  if (platform !== "linux") return false;
  const [bwrap, relay] = await Promise.all([findProgram("bwrap", path), findProgram("socat", path)]);
  if (bwrap === undefined || (socat && relay === undefined)) return false;
  try {
    await run(bwrap, PROBE_ARGS, { timeout: PROBE_TIMEOUT_MS, env: { PATH: path } });
    return true;
  } catch {
    return false; // Installed but not permitted here. The harness then allows only harmless tools.
  }
}
