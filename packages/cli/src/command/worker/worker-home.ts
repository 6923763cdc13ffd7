/** `worker join|start|stop|run`: what runs on the machine of a worker, in a home of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { readStdin } from "../../control/stdin-text.js";
import {
  hasJoined,
  readLivingWorker,
  startWorkerProcess,
  stopWorkerProcess,
  type WorkerInfo,
  workerCommand,
} from "../../control/worker-process.js";
import { CliError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { startWorkerService, stopWorkerService } from "../../service/worker-service.js";

/** A clock that is further off makes the logs of the two machines disagree. */
const SKEW_MS = 30_000;
const START_MS = 20_000;

export function registerWorkerHome(worker: Command, context: CliContext): void {
  worker
    .command("join")
    .argument("<code>", "what `tinyagi worker invite` printed; - reads it from stdin")
    .option("--no-start", "only join; start it later with `tinyagi worker start`")
    .description("make this machine a worker, and start it")
    .action((code: string, options: { start: boolean }) => join(context, code, options.start));
  worker
    .command("start")
    .description("start the worker of this machine in the background")
    .action(() => start(context));
  worker
    .command("stop")
    .description("stop the worker of this machine; what it was working on is repeated when it is back")
    .action(() => stop(context));
  worker
    .command("run")
    .description("run the worker of this machine in the foreground, for supervisors and containers")
    .action(() => run(context));
}

async function join(context: CliContext, given: string, isStarted: boolean): Promise<void> {
  const code = given === "-" ? await readStdin(context) : given;
  const running = await readLivingWorker(context);
  if (running !== undefined)
    throw new CliError("HOME_LOCKED", `A worker (pid ${running.pid}) runs in ${context.paths.home}.`, {
      hint: "Stop it, then join again: tinyagi worker stop; or use another home: set TINYAGI_HOME",
    });
  const { joinDaemon } = await import("@tinyagi/daemon");
  const joined = await joinDaemon({ code, home: context.paths.home, signal: context.signal });
  const started = isStarted ? await startHere(context) : undefined;
  const lines = [`this machine is the worker ${joined.worker} now, in ${context.paths.home}`];
  context.output.data(
    { ok: true, ...joined, running: started !== undefined, welcomed: started?.worker.welcomed ?? false },
    () => [...lines, started === undefined ? "start it: tinyagi worker start" : startedLine(started.worker)],
  );
  if (Math.abs(joined.skewMs) > SKEW_MS)
    context.output.talk(
      `The clock of this machine is ${Math.round(Math.abs(joined.skewMs) / 1_000)} s ${joined.skewMs > 0 ? "ahead of" : "behind"} the daemon's. Work is not affected; times in logs are.`,
    );
}

async function start(context: CliContext): Promise<void> {
  const { worker, already } = await startHere(context);
  context.output.data({ ok: true, already, ...worker }, () => [
    already ? `the worker runs already (pid ${worker.pid})` : startedLine(worker),
  ]);
}

async function stop(context: CliContext): Promise<void> {
  const info = await readLivingWorker(context);
  const isManaged = await stopWorkerService(context);
  const stopped = isManaged ? info : await stopWorkerProcess(context);
  context.output.data({ ok: true, stopped: stopped !== undefined }, () => [
    stopped === undefined ? "no worker runs in this home" : `stopped the worker (pid ${stopped.pid})`,
  ]);
}

/** By its service, when one is installed. */
async function startHere(context: CliContext): Promise<{ worker: WorkerInfo; already: boolean }> {
  const present = await readLivingWorker(context);
  if (present !== undefined) return { worker: present, already: true };
  const managed = hasJoined(context) ? await startWorkerService(context, START_MS) : undefined;
  return managed === undefined ? startWorkerProcess(context, START_MS) : { worker: managed, already: false };
}

/** Its exit code is the command's. */
async function run(context: CliContext): Promise<void> {
  const { file, args, env } = workerCommand(context);
  // In our process group a Ctrl-C would reach it twice.
  const child = spawn(file, args, { env, stdio: ["ignore", "inherit", "inherit"], detached: true });
  const end = () => child.kill("SIGTERM");
  context.signal.addEventListener("abort", end, { once: true });
  if (context.signal.aborted) end();
  const [code] = await once(child, "exit");
  context.exitCode = typeof code === "number" ? code : EXIT.failed;
}

function startedLine({ pid, welcomed }: WorkerInfo): string {
  return welcomed
    ? `the worker runs (pid ${pid}), and the daemon has answered it`
    : `the worker runs (pid ${pid}), and waits for the daemon`;
}
