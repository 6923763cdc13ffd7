/**
 * Installs, starts, shows and removes the service that keeps the daemon of this home running. A file that TinyAGI did not
 * write is never changed.
 */
import { readFileSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { replaceFileSync } from "@tinyagi/base/replace-file";
import type { CliContext } from "../context/context.js";
import { type DaemonInfo, readLivingDaemon } from "../context/daemon-file.js";
import { makePrivateDirectory } from "../context/private-directory.js";
import { waitForServing } from "../control/start-daemon.js";
import { type StopResult, stopDaemon } from "../control/stop-daemon.js";
import { CliError } from "../error/cli-error.js";
import type { ServiceManager, ServiceState } from "./service-contract.js";
import { serviceManager } from "./service-manager.js";
import { servicePlan } from "./service-plan.js";

/** How long one look waits before the manager is asked whether the service still tries. */
const LOOK_MS = 1_000;
const STOP_MS = 30_000;

export function getServiceManager(context: CliContext): ServiceManager {
  return serviceManager(context, servicePlan(context));
}

/** The file of the service as it is; undefined without one. */
function fileText({ file }: ServiceManager): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** @throws CliError `CONFLICT` when the file belongs to someone else */
export function isInstalled(manager: ServiceManager): boolean {
  const text = fileText(manager);
  if (text !== undefined && !text.includes(manager.mark))
    throw new CliError("CONFLICT", `${manager.file} was not written by TinyAGI.`, {
      hint: "Move it away, then try again",
    });
  return text !== undefined;
}

export interface Installed {
  readonly daemon: DaemonInfo;
  /** The daemon that ran without the service before. */
  readonly stopped?: StopResult;
}

/** Writes the file, takes over from a daemon that runs already, and waits until the service serves. */
export async function installService(
  context: CliContext,
  manager: ServiceManager,
  deadlineMs: number,
): Promise<Installed> {
  const before = isInstalled(manager) && (await manager.state()).active;
  makePrivateDirectory(dirname(context.paths.logFile));
  await writeService(manager);
  const running = before ? undefined : await readLivingDaemon(context.paths.daemonFile);
  // Two daemons cannot share a home.
  const stopped =
    running === undefined ? undefined : await stopDaemon(context, { deadlineMs: STOP_MS, force: false });
  await manager.enable();
  const daemon = await serving(context, manager, deadlineMs);
  return stopped === undefined ? { daemon } : { daemon, stopped };
}

/** systemd and launchd read it, whoever they run as. */
const READABLE_FILE = 0o644;

export async function writeService({ file, text }: ServiceManager): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  replaceFileSync(file, text, READABLE_FILE);
}

/** Writes the file of an installed service again. A daemon that runs keeps running; the next start uses the new file. */
export async function rewriteService(manager: ServiceManager): Promise<void> {
  if (!isInstalled(manager)) return;
  await writeService(manager);
  await manager.reload();
}

/** The program and arguments that the installed service starts; undefined without one. @throws as {@link isInstalled} */
export function installedCommand(manager: ServiceManager): readonly string[] | undefined {
  return isInstalled(manager) ? manager.commandIn(fileText(manager) ?? "") : undefined;
}

/** The variables that the installed service has; undefined without one. @throws as {@link isInstalled} */
export function installedEnvironment(manager: ServiceManager): Readonly<Record<string, string>> | undefined {
  return isInstalled(manager) ? manager.environmentIn(fileText(manager) ?? "") : undefined;
}

/** Starts the installed service; undefined when there is none. */
export async function startService(context: CliContext, deadlineMs: number): Promise<DaemonInfo | undefined> {
  if (!hasManager()) return undefined;
  const manager = getServiceManager(context);
  return isInstalled(manager) ? startManaged(context, manager, deadlineMs) : undefined;
}

/** Whether TinyAGI knows the service manager of this system. */
export function hasManager(): boolean {
  return process.platform === "linux" || process.platform === "darwin";
}

/** Starts an installed service, and waits until it serves. */
export async function startManaged(
  context: CliContext,
  manager: ServiceManager,
  deadlineMs: number,
): Promise<DaemonInfo> {
  await manager.start();
  return serving(context, manager, deadlineMs);
}

async function serving(
  context: CliContext,
  manager: ServiceManager,
  deadlineMs: number,
): Promise<DaemonInfo> {
  const until = performance.now() + deadlineMs;
  while (performance.now() < until) {
    const daemon = await waitForServing(context, Math.min(until, performance.now() + LOOK_MS));
    if (daemon !== undefined) return daemon;
    const { ended, words } = await manager.state();
    if (ended)
      throw new CliError("UNAVAILABLE", `The service does not run: ${words}`, {
        hint: `Read why: tinyagi logs; or start it here to see it: tinyagi start --foreground`,
      });
  }
  throw new CliError("TIMED_OUT", "The service is still starting.", {
    hint: "Watch it: tinyagi service status",
  });
}

/** @returns false when there was none */
export async function uninstallService(manager: ServiceManager): Promise<boolean> {
  if (!isInstalled(manager)) return false;
  await manager.disable();
  rmSync(manager.file);
  await manager.reload();
  return true;
}

export async function serviceState(manager: ServiceManager): Promise<ServiceState> {
  if (!isInstalled(manager))
    return { installed: false, enabled: false, active: false, ended: true, words: "not installed" };
  return { installed: true, ...(await manager.state()) };
}
