/**
 * Runs the daemon in the foreground for supervisors and containers. Guarantees: every signal reaches the daemon
 * exactly once, and the daemon's exit code is the command's.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { CliContext } from "../context/context.js";
import { EXIT } from "../error/exit-code.js";
import { daemonCommand } from "./start-daemon.js";

const FORWARDED = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Resolves with the exit code: 73 when another daemon uses the home, 75 when a supervisor must restart it. */
export async function runForeground(context: CliContext): Promise<number> {
  const supervised = context.env.TINYAGI_SUPERVISED === "1";
  while (true) {
    const code = await runOnce(context);
    // Without a supervisor, this command restarts the daemon.
    if (code !== EXIT.restartWanted || supervised || context.signal.aborted) return code;
    context.output.talk("Restarting the daemon.");
  }
}

async function runOnce(context: CliContext): Promise<number> {
  const { file, args, env } = daemonCommand(context);
  const child = spawn(file, [...args, "--foreground"], {
    env: { ...env, TINYAGI_SUPERVISED: "1" },
    stdio: ["ignore", "inherit", "inherit"],
    // In our process group a Ctrl-C would reach the daemon twice, and the second one means "stop immediately".
    detached: true,
  });
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        resolve(code ?? (signal === null ? EXIT.failed : 128 + constants.signals[signal]));
      });
    });
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
