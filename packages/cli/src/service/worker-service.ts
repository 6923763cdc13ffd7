/** The service of a home that is a worker: the same file as for a daemon, with the worker as its program. */
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CliContext } from "../context/context.js";
import { makePrivateDirectory } from "../context/private-directory.js";
import { readLivingWorker, stopWorkerProcess, type WorkerInfo } from "../control/worker-process.js";
import { CliError } from "../error/cli-error.js";
import { getServiceManager, hasManager, isInstalled, writeService } from "./service.js";
import type { ServiceManager } from "./service-contract.js";

const LOOK_EVERY_MS = 100;

export interface InstalledWorker {
  readonly worker: WorkerInfo;
  /** Whether it ran without the service before. */
  readonly tookOver: boolean;
}

/** Writes the file, takes over from a worker that runs already, and waits until the service runs one. */
export async function installWorkerService(
  context: CliContext,
  manager: ServiceManager,
  deadlineMs: number,
): Promise<InstalledWorker> {
  const isManaged = isInstalled(manager) && (await manager.state()).active;
  makePrivateDirectory(dirname(context.paths.logFile));
  await writeService(manager);
  // Two workers cannot share a home.
  const stopped = isManaged ? undefined : await stopWorkerProcess(context);
  await manager.enable();
  return { worker: await running(context, manager, deadlineMs), tookOver: stopped !== undefined };
}

/** Starts the worker by its service; undefined when there is none. */
export async function startWorkerService(
  context: CliContext,
  deadlineMs: number,
): Promise<WorkerInfo | undefined> {
  const manager = installed(context);
  if (manager === undefined) return undefined;
  await manager.start();
  return running(context, manager, deadlineMs);
}

/** Stops the service, so that it does not start the worker again. @returns false when it does not run one */
export async function stopWorkerService(context: CliContext): Promise<boolean> {
  const manager = installed(context);
  if (manager === undefined || !(await manager.state()).active) return false;
  await manager.stop();
  return true;
}

function installed(context: CliContext): ServiceManager | undefined {
  if (!hasManager()) return undefined;
  const manager = getServiceManager(context);
  return isInstalled(manager) ? manager : undefined;
}

/** The daemon may be away: a worker that waits for it runs. */
async function running(
  context: CliContext,
  manager: ServiceManager,
  deadlineMs: number,
): Promise<WorkerInfo> {
  const until = performance.now() + deadlineMs;
  while (performance.now() < until) {
    const worker = await readLivingWorker(context);
    if (worker !== undefined) return worker;
    const { ended, words } = await manager.state();
    if (ended)
      throw new CliError("UNAVAILABLE", `The service does not run: ${words}`, {
        hint: `Read why: ${context.paths.logFile}; or start it here to see it: tinyagi worker run`,
      });
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
  throw new CliError("TIMED_OUT", "The service is still starting.", {
    hint: "Watch it: tinyagi service status",
  });
}
