/** `service`: the daemon, or the worker of this home, as a service that starts at boot and after a crash. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { hasJoined } from "../../control/worker-process.js";
import { confirm } from "../../prompt/confirm.js";
import { getServiceManager, installService, serviceState, uninstallService } from "../../service/service.js";
import type { ServiceManager, ServiceState } from "../../service/service-contract.js";
import { installWorkerService } from "../../service/worker-service.js";
import { facts } from "../../view/table.js";

const START_MS = 60_000;

export function registerService(program: Command, context: CliContext): void {
  const service = program.command("service");
  service
    .command("install")
    .description(
      "install a user service (systemd or launchd) that starts TinyAGI, or the worker of this home, at login or boot",
    )
    .option("--dry-run", "print the file of the service and change nothing")
    .addHelpText("after", "\nExamples:\n  tinyagi service install --dry-run\n  tinyagi service install\n")
    .action((options: { dryRun?: boolean }) => (options.dryRun === true ? show(context) : install(context)));
  service
    .command("status")
    .description("show whether the service is installed and runs; exit code 1 when it does not run")
    .addHelpText("after", "\nExamples:\n  tinyagi service status\n  tinyagi service status --json\n")
    .action(() => status(context));
  service
    .command("uninstall")
    .description("stop and remove the service; all data stays")
    .option("--yes", "do not ask")
    .addHelpText("after", "\nExamples:\n  tinyagi service uninstall\n  tinyagi service uninstall --yes\n")
    .action((options: { yes?: boolean }) => uninstall(context, options.yes === true));
}

function show(context: CliContext): void {
  const { kind, file, text } = getServiceManager(context);
  context.output.talk(`This would be written to ${file}:`);
  context.output.data({ kind, file, text }, () => text.trimEnd().split("\n"));
}

async function install(context: CliContext): Promise<void> {
  const manager = getServiceManager(context);
  if (hasJoined(context)) return installWorker(context, manager);
  const { daemon, stopped } = await installService(context, manager, START_MS);
  if (stopped?.stopped)
    context.output.talk("The daemon that ran before was stopped; the service runs it now.");
  const advice = await manager.advice();
  const { kind, file } = manager;
  const result = {
    ok: true,
    kind,
    file,
    daemon,
    tookOver: stopped?.stopped === true,
    advice: advice ?? null,
  };
  context.output.data(result, () => [
    `TinyAGI runs as a service of ${kind} (pid ${daemon.pid}) at http://127.0.0.1:${daemon.port}`,
    ...facts([["file", file]]),
  ]);
  if (advice !== undefined) context.output.talk(advice);
}

/** This home is a worker. */
async function installWorker(context: CliContext, manager: ServiceManager): Promise<void> {
  const { worker, tookOver } = await installWorkerService(context, manager, START_MS);
  if (tookOver) context.output.talk("The worker that ran before was stopped; the service runs it now.");
  const advice = await manager.advice();
  const { kind, file } = manager;
  context.output.data({ ok: true, kind, file, worker, tookOver, advice: advice ?? null }, () => [
    `The worker runs as a service of ${kind} (pid ${worker.pid})`,
    ...facts([["file", file]]),
  ]);
  if (advice !== undefined) context.output.talk(advice);
}

async function status(context: CliContext): Promise<void> {
  const manager = getServiceManager(context);
  const state = await serviceState(manager);
  const { kind, file } = manager;
  const { installed, words } = state;
  context.output.data({ kind, file, ...state }, () =>
    facts([["service", words], ...describeDetails(file, state)]),
  );
  if (!state.active) context.exitCode = 1;
  if (!installed) context.output.talk("Install it: tinyagi service install");
}

function describeDetails(
  file: string,
  { installed, enabled, pid, restarts }: ServiceState,
): [string, string][] {
  if (!installed) return [];
  const row = (name: string, value: number | undefined): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]];
  return [
    ["starts by itself", enabled ? "yes" : "no"],
    ["file", file],
    ...row("pid", pid),
    ...row("restarts", restarts),
  ];
}

async function uninstall(context: CliContext, yes: boolean): Promise<void> {
  const manager = getServiceManager(context);
  const { installed } = await serviceState(manager);
  if (installed) await confirm(context, "Stop and remove the service? All data stays.", yes);
  const removed = installed && (await uninstallService(manager));
  context.output.data({ ok: true, removed, file: manager.file }, () => [
    removed
      ? `removed the service; ${hasJoined(context) ? "the worker is stopped. Start it without one: tinyagi worker start" : "TinyAGI is stopped. Start it without one: tinyagi start"}`
      : "there is no service of this home",
  ]);
}
