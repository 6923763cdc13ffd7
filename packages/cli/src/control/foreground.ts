/**
 * Runs the daemon in the foreground for supervisors and containers. Guarantees: every signal reaches the daemon
 * exactly once, and the daemon's exit code is the command's. Without a supervisor, a daemon that crashes or asks for a
 * restart is started again, but never in a hot loop.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { CliContext } from "../context/context.js";
import { readDaemonFile } from "../context/daemon-file.js";
import { EXIT } from "../error/exit-code.js";
import { type DaemonEnd, decideRestart, FAILURES_MAX } from "./restart-policy.js";
import { daemonCommand } from "./start-daemon.js";

const FORWARDED = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Resolves with the exit code: 73 when another daemon uses the home, 75 when a supervisor must restart it. */
export async function runForeground(context: CliContext): Promise<number> {
  const supervised = context.env.TINYAGI_SUPERVISED === "1";
  const { output, signal } = context;
  let failures = 0;
  while (true) {
    const { asked, ...end } = await runOnce(context);
    if (supervised || asked || signal.aborted) return end.code;
    const decision = decideRestart(end, failures);
    if (!decision.restart) {
      if (decision.gaveUp)
        output.talk(
          `The daemon ended ${FAILURES_MAX} times soon after its start and is not started again. Find out why: tinyagi doctor; tinyagi logs`,
        );
      return end.code;
    }
    failures = decision.failures;
    const why = end.code === EXIT.restartWanted ? "" : `The daemon ended with ${end.code}. `;
    output.talk(
      `${why}Restarting the daemon${decision.afterMs === 0 ? "" : ` in ${decision.afterMs / 1_000} s`}.`,
    );
    // A stop while nothing runs ends the command.
    await sleep(decision.afterMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return end.code;
  }
}

/** `asked`: somebody sent it a signal. */
async function runOnce(context: CliContext): Promise<DaemonEnd & { asked: boolean }> {
  const began = performance.now();
  let asked = false;
  const { file, args, env } = daemonCommand(context);
  const child = spawn(file, [...args, "--foreground"], {
    env: { ...env, TINYAGI_SUPERVISED: "1" },
    stdio: ["ignore", "inherit", "inherit"],
    // In our process group a Ctrl-C would reach the daemon twice, and the second one means "stop immediately".
    detached: true,
  });
  const forward = (signal: NodeJS.Signals): void => {
    // SIGHUP reloads the settings.
    asked ||= signal !== "SIGHUP";
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        resolve(code ?? (signal === null ? EXIT.failed : 128 + constants.signals[signal]));
      });
    });
    // A daemon that crashed leaves its entry.
    const served = (await readDaemonFile(context.paths.daemonFile))?.pid === child.pid;
    return { code, asked, served, livedMs: performance.now() - began };
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
