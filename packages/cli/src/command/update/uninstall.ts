/** `uninstall`: removes TinyAGI from this machine. Says first what goes and what stays. */
import { rmSync } from "node:fs";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { readLivingDaemon } from "../../context/daemon-file.js";
import { stopDaemon } from "../../control/stop-daemon.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { askOne, canAsk } from "../../prompt/ask.js";
import { confirm } from "../../prompt/confirm.js";
import { getServiceManager, hasManager, isInstalled, uninstallService } from "../../service/service.js";
import type { ServiceManager } from "../../service/service-contract.js";
import { savedCompletions } from "../../update/completions.js";
import { type InstallKind, OTHER_WAYS } from "../../update/install-kind.js";
import { npm, npmReason } from "../../update/npm.js";
import { assertNoOtherDaemons } from "../../update/other-daemons.js";
import { detectKind, listPlaces, type Places, removeWorkshop } from "../../update/places.js";
import { removableHome } from "../../update/removable-home.js";
import { assertWritable } from "../../update/update.js";
import { facts } from "../../view/table.js";

const DRAIN_MS = 30_000;

interface UninstallOptions {
  keepData?: boolean;
  removeData?: boolean;
  yes?: boolean;
  dryRun?: boolean;
}

interface Plan {
  readonly places: Places;
  readonly kind: InstallKind;
  readonly runs: boolean;
  readonly service: ServiceManager | undefined;
  readonly completions: readonly string[];
  /** The home to delete; undefined to keep it, or without one. */
  readonly data: string | undefined;
}

export function registerUninstall(program: Command, context: CliContext): void {
  program
    .command("uninstall")
    .addOption(new Option("--keep-data", "keep settings, messages, keys and backups").conflicts("removeData"))
    .option("--remove-data", "delete them; backups in the home too")
    .option("--yes", "do not ask")
    .option("--dry-run", "show what would be removed and change nothing")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi uninstall --dry-run\n  tinyagi uninstall --keep-data\n  tinyagi backup --out ~/tinyagi.tar.gz && tinyagi uninstall --remove-data --yes\n",
    )
    .action((options: UninstallOptions) => uninstall(context, options));
}

async function uninstall(context: CliContext, options: UninstallOptions): Promise<void> {
  const { output, paths } = context;
  const plan = await toPlan(context, await removesData(context, options));
  const lines = toLines(context, plan);
  if (options.dryRun === true) {
    output.data({ ok: true, dryRun: true, ...toShape(plan, paths.home) }, () => [
      ...lines,
      "Nothing was changed.",
    ]);
    return;
  }
  if (plan.kind === "npm-global") {
    assertWritable(plan.places, "uninstall");
    await assertNoOtherDaemons(context, plan.places);
  }
  for (const line of lines) output.talk(line);
  const question =
    plan.data === undefined ? "Remove TinyAGI?" : "Remove TinyAGI and delete its data permanently?";
  await confirm(context, question, options.yes === true);
  await remove(context, plan);
  output.data({ ok: true, dryRun: false, ...toShape(plan, paths.home) }, () => getEnd(plan, paths.home));
}

async function removesData(context: CliContext, options: UninstallOptions): Promise<boolean> {
  if (options.removeData === true) return true;
  // Nothing is removed by a dry run: it shows the careful way.
  if (options.keepData === true || (options.dryRun === true && !canAsk(context))) return false;
  if (!canAsk(context))
    throw usageError("Say what happens to the data.", "Add --keep-data or --remove-data, and --yes");
  const question = { message: "What happens to settings, messages and keys?", flag: "--keep-data" };
  const answer = await askOne(context, question, {
    options: [
      { value: "keep", label: "Keep them", hint: "a later installation finds them" },
      { value: "remove", label: "Delete them" },
    ],
    initial: "keep",
  });
  return answer === "remove";
}

async function toPlan(context: CliContext, removeData: boolean): Promise<Plan> {
  const { env, paths } = context;
  const places = listPlaces(context);
  return {
    places,
    kind: detectKind(context, places),
    runs: (await readLivingDaemon(paths.daemonFile)) !== undefined,
    service: findService(context),
    completions: savedCompletions(env),
    data: removeData ? removableHome(paths.home, env.HOME) : undefined,
  };
}

function findService(context: CliContext): ServiceManager | undefined {
  if (!hasManager()) return undefined;
  const manager = getServiceManager(context);
  return isInstalled(manager) ? manager : undefined;
}

function toLines({ paths }: CliContext, { places, kind, runs, service, completions, data }: Plan): string[] {
  return facts([
    ["daemon", runs ? "is stopped; running agents get time to finish" : "does not run"],
    ...(service === undefined ? [] : [["service", `is removed: ${service.file}`] as const]),
    ...completions.map((file) => ["completion", `is removed: ${file}`] as const),
    kind === "npm-global"
      ? ["program", `is removed: ${places.packageDir}`]
      : ["program", `stays: it ${OTHER_WAYS[kind].what}`],
    data === undefined
      ? ["data", `stays: ${paths.home}`]
      : ["data", `is DELETED: ${data} (settings, keys, messages, tasks, files and the backups in it)`],
    ["agents' folders", "stay: what agents made is yours"],
  ]);
}

function toShape({ places, kind, service, completions, data }: Plan, home: string) {
  return {
    program: kind === "npm-global" ? places.packageDir : null,
    service: service?.file ?? null,
    completions,
    home,
    dataRemoved: data !== undefined,
  };
}

async function remove(context: CliContext, plan: Plan): Promise<void> {
  const { places, kind, service, completions, data } = plan;
  await stopDaemon(context, { deadlineMs: DRAIN_MS, force: false });
  if (service !== undefined) await uninstallService(service);
  for (const file of completions) rmSync(file);
  if (data !== undefined) rmSync(data, { recursive: true, force: true });
  if (kind !== "npm-global") return;
  removeWorkshop(places);
  rmSync(places.lock, { force: true });
  // From here on this program's own files are gone.
  const removed = await npm(context, ["uninstall", "--global", "--prefix", places.prefix, "tinyagi"]);
  if (removed.code === 0) return;
  throw new CliError("UNAVAILABLE", `npm could not remove the package: ${npmReason(removed)}`, {
    hint: `The rest is done; remove it yourself: npm uninstall --global --prefix '${places.prefix}' tinyagi`,
  });
}

function getEnd({ kind, data }: Plan, home: string): string[] {
  return [
    kind === "npm-global" ? "TinyAGI is removed" : `The program stays; ${OTHER_WAYS[kind].remove}`,
    ...(data === undefined ? [`Its data is in ${home}`] : []),
  ];
}
