/**
 * `import --from`: agents, notes, skills, schedules, channels and providers of another product. Shows what comes, what
 * does not and why, and asks. The other product's folder is only read, and nothing of it is run.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Client } from "@tinyagi/client";
import { type Command, Option } from "commander";
import { takenFolders } from "../../adding/add-agents.js";
import { additionFacts, additionLines, leftLines } from "../../adding/addition-lines.js";
import type { HomeState } from "../../adding/plan-addition.js";
import { listReceipts } from "../../adding/receipt.js";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";

const SOURCES = ["openclaw", "nanoclaw", "claude-code", "tinyclaw"] as const;
type Source = (typeof SOURCES)[number];
/** Where each keeps its state, below the user's home. */
const USUAL: Readonly<Record<Source, string>> = {
  openclaw: ".openclaw",
  nanoclaw: "nanoclaw",
  "claude-code": ".claude",
  tinyclaw: ".tinyclaw",
};
const LABEL: Readonly<Record<Source, string>> = {
  openclaw: "OpenClaw",
  nanoclaw: "NanoClaw",
  "claude-code": "Claude Code",
  tinyclaw: "TinyClaw",
};

interface Options {
  from?: Source;
  dryRun?: boolean;
  yes?: boolean;
  acceptWeaker?: boolean;
}

export function registerImportFrom(
  command: Command,
  context: CliContext,
  importOlderHome: (folder: string, dryRun: boolean) => Promise<void>,
): void {
  // What stands after the name of a subcommand is an option of the subcommand.
  command
    .enablePositionalOptions()
    .argument("[folder]", "the folder of the other product (default: where it usually is)")
    .addOption(new Option("--from <product>", "what to import from").choices(SOURCES))
    .option("--dry-run", "show what would be imported and change nothing")
    .option("-y, --yes", "do not ask for confirmation")
    .option("--accept-weaker", "with --yes: take over bots, senders and providers, too")
    .action(async (folder: string | undefined, options: Options) => {
      const { from } = options;
      if (from === undefined)
        throw usageError(
          "Say what to import.",
          "Another product: tinyagi import --from openclaw; a team: tinyagi import team <file or folder>; an older home: tinyagi import home <folder>",
        );
      const path = resolve(folder ?? join(context.env.HOME ?? homedir(), USUAL[from]));
      if (from === "tinyclaw") await importOlderHome(path, options.dryRun === true);
      else await importFrom(context, { ...options, from, path });
    });
}

async function importFrom(
  context: CliContext,
  options: Options & { from: Exclude<Source, "tinyclaw">; path: string },
): Promise<void> {
  const { output } = context;
  const { from, path, dryRun, yes } = options;
  const [{ readElsewhere }, { planAddition }, { applyAddition }] = await Promise.all([
    import("@tinyagi/daemon"),
    import("../../adding/plan-addition.js"),
    import("../../adding/apply.js"),
  ]);
  if (!existsSync(path))
    throw usageError(`${path} does not exist.`, `Give the folder: tinyagi import --from ${from} <folder>`);
  const plan = await readElsewhere(from, path);
  const client = await context.connect();
  const home = await readState(context, client, [...plan.agents.keys()]);
  // Who answers the question below has seen them; `--yes` alone answers for nobody.
  const acceptsWeaker = options.acceptWeaker === true || dryRun === true || yes !== true;
  const planned = planAddition(plan, { ...home, acceptsWeaker });
  const { addition } = planned;
  const left = [...plan.left, ...planned.left];
  const before = await importsOf(context, from, plan.folder);
  output.talk(`This comes from ${LABEL[from]}, ${plan.folder}:`);
  for (const id of before)
    output.talk(
      `  It was imported before. To replace that import, take it back first: tinyagi import undo ${id}`,
    );
  for (const line of additionLines(addition)) output.talk(line);
  for (const line of leftLines(left, plan.moreLeft)) output.talk(line);
  const facts = { ok: true, source: from, folder: plan.folder, before, adds: additionFacts(addition) };
  if (dryRun === true) {
    output.data({ ...facts, left, import: null }, () => ["Nothing was changed."]);
    return;
  }
  if (Object.keys(addition.agents).length === 0 && addition.settings.length === 0)
    throw usageError("There is nothing to import in this folder.", `Is it the folder of ${LABEL[from]}?`);
  await confirm(context, "Import this?", yes === true);
  const { settings } = home;
  const { receipt, refused } = await applyAddition(context, client, { addition, settings, left });
  output.data({ ...facts, left: [...left, ...refused], import: receipt.data.id }, () => [
    ...leftLines(refused, 0),
    ...doneLines(Object.keys(addition.agents), receipt.data.id),
    ...(addition.channels.length === 0
      ? []
      : [`Stop ${LABEL[from]} now: a bot can run in one program only.`]),
  ]);
}

/** Imports of the same folder that were not taken back. */
async function importsOf(context: CliContext, kind: string, folder: string): Promise<string[]> {
  const receipts = await listReceipts(context.paths.home);
  return receipts.flatMap(({ data }) =>
    data.undone === null && data.kind === kind && data.from === folder ? [data.id] : [],
  );
}

function doneLines(agents: readonly string[], id: string): string[] {
  const [first] = agents;
  return [
    `Imported ${agents.length} ${agents.length === 1 ? "agent" : "agents"}. To take it back: tinyagi import undo ${id}`,
    ...(first === undefined ? [] : [`Try it: tinyagi run '@${first} hello'`]),
  ];
}

async function readState(
  context: CliContext,
  client: Client,
  wanted: readonly string[],
): Promise<Omit<HomeState, "acceptsWeaker">> {
  const { signal } = context;
  const [settings, agents, teams, schedules, pairings] = await Promise.all([
    client.call("getSettings", { signal }),
    client.call("listAgents", { signal }),
    client.call("listTeams", { signal }),
    client.call("listSchedules", { signal }),
    client.call("listPairings", { signal }),
  ]);
  // A folder of an agent that was removed before is not reused: its notes are another agent's.
  const folders = await takenFolders(context, wanted, settings);
  const { provider } = Object(settings.models ?? {}) as { provider?: string };
  return {
    settings,
    isTaken: (id) => Object.hasOwn(agents, id) || Object.hasOwn(teams, id) || folders.has(id),
    labels: new Set(schedules.map(({ label }) => label)),
    senders: new Set(pairings.approved.map(({ channel, senderId }) => `${channel} ${senderId}`)),
    provider: provider ?? "anthropic",
    now: context.now(),
  };
}
