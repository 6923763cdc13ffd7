/** What a worker needs on its machine. In its home nothing else of a home is there. */
import type { CliContext } from "../context/context.js";
import { readLivingWorker } from "../control/worker-process.js";
import { toFailure } from "../error/cli-error.js";
import { checkAbilities } from "./ability-check.js";
import type { Finding } from "./finding.js";
import { checkHome } from "./home-check.js";
import { checkTools } from "./tool-check.js";

export async function checkWorkerHome(context: CliContext): Promise<Finding[]> {
  const { env, paths } = context;
  const [home, process, engine, tools, abilities] = await Promise.all([
    checkHome(paths),
    checkProcess(context),
    checkEngine(paths.home),
    checkTools({ env, own: env }, undefined),
    checkAbilities(env),
  ]);
  return [...home, process, ...engine, ...tools, ...abilities];
}

async function checkProcess(context: CliContext): Promise<Finding> {
  const id = "worker.running";
  const worker = await readLivingWorker(context);
  if (worker === undefined)
    return {
      id,
      level: "warning",
      message: "the worker of this home does not run, so its agents wait",
      hint: "Start it: tinyagi worker start",
    };
  if (worker.welcomed)
    return {
      id,
      level: "ok",
      message: `the worker ${worker.version} runs (pid ${worker.pid}), and the daemon has answered it`,
    };
  return {
    id,
    level: "warning",
    message: `the worker runs (pid ${worker.pid}), and the daemon has not answered it`,
    hint: `On the daemon's machine: tinyagi doctor; here its log says more: ${context.paths.logFile}`,
  };
}

async function checkEngine(home: string): Promise<Finding[]> {
  const id = "worker.engine";
  try {
    const daemon = await import("@tinyagi/daemon");
    const check = await daemon.checkWorkerHome(home);
    if (check === undefined) return [];
    const { worker, engine, probe } = check;
    if (probe.kind === "ready")
      return [
        {
          id,
          level: "ok",
          message: `the engine at ${engine} knows this machine as ${worker} and answers in ${Math.round(probe.delayMs)} ms`,
        },
      ];
    if (probe.kind === "refused")
      return [
        {
          id,
          level: "error",
          message: `the engine at ${engine} does not let ${worker} in: the worker was removed, or the daemon has not reached the engine since that started`,
          hint: "Join again with a new code: tinyagi worker invite <name> on the daemon's machine",
        },
      ];
    return [
      {
        id,
        level: "error",
        message: `the engine at ${engine} cannot be reached: ${probe.reason}`,
        hint: "Check the network of this machine, and that the engine runs.",
      },
    ];
  } catch (error) {
    const { message, hint } = toFailure(error);
    return [{ id, level: "error", message, hint: hint ?? "Join again: tinyagi worker join <code>" }];
  }
}
