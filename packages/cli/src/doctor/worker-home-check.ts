/** What a worker needs on its machine. In its home nothing else of a home is there. */
import { type MachineFacts, programOfProvider } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import type { Environment } from "../context/environment.js";
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
    checkEngine(paths.home, env),
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

async function checkEngine(home: string, env: Environment): Promise<Finding[]> {
  const id = "worker.engine";
  try {
    const daemon = await import("@tinyagi/daemon");
    const check = await daemon.checkWorkerHome(home, env);
    if (check === undefined) return [];
    const { worker, engine, probe } = check;
    const machine = loginFindings(check.machine);
    if (probe.kind === "ready")
      return [
        {
          id,
          level: "ok",
          message: `the engine at ${engine} knows this machine as ${worker} and answers in ${Math.round(probe.delayMs)} ms`,
        },
        ...machine,
      ];
    if (probe.kind === "refused")
      return [
        {
          id,
          level: "error",
          message: `the engine at ${engine} does not let ${worker} in: the worker was removed, or the daemon has not reached the engine since that started`,
          hint: "Join again with a new code: tinyagi worker invite <name> on the daemon's machine",
        },
        ...machine,
      ];
    return [
      {
        id,
        level: "error",
        message: `the engine at ${engine} cannot be reached: ${probe.reason}`,
        hint: "Check the network of this machine, and that the engine runs.",
      },
      ...machine,
    ];
  } catch (error) {
    const { message, hint } = toFailure(error);
    return [{ id, level: "error", message, hint: hint ?? "Join again: tinyagi worker join <code>" }];
  }
}

/** Which agents work here, the daemon knows: here it is only said what is there. */
function loginFindings({ programs }: MachineFacts): Finding[] {
  const there = programs.filter(({ state }) => state === "ready" || state === "silent");
  if (there.length === 0)
    return [
      {
        id: "worker.programs",
        level: "warning",
        message: "no agent program is installed on this machine, so that no agent can work here",
        hint: "Install one, such as: npm install -g @anthropic-ai/claude-code",
      },
    ];
  return there.map(({ provider, login }): Finding => {
    const program = programOfProvider(provider);
    const id = `worker.login.${program?.binary ?? provider}`;
    const name = program?.binary ?? provider;
    if (login === "present") return { id, level: "ok", message: `${name} is logged in` };
    const hint = `Log in with: ${program?.login}`;
    if (login === "unknown")
      return { id, level: "info", message: `whether ${name} is logged in cannot be seen`, hint };
    return { id, level: "info", message: `${name} is not logged in`, hint };
  });
}
