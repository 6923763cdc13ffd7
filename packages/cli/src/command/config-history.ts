/** `config history`, `diff` and `rollback`: what the settings were, and the way back. Secrets stay masked. */
import type { RouteOutput } from "@tinyagi/contracts";
import { cleanJson } from "@tinyagi/contracts/clean-text";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { CliContext } from "../context/context.js";
import { paint, type Text } from "../output/styled.js";
import { minute } from "../view/format.js";
import { table } from "../view/table.js";
import { confirm } from "./confirm.js";
import { parseLimit } from "./option.js";

const CONTEXT_LINES = 2;

type Detail = RouteOutput<"getSettingsRevision">;

export function registerHistory(config: Command, context: CliContext): void {
  config
    .command("history")
    .option("--limit <n>", "at most this many", parseLimit)
    .option("--before <revision>", "only older ones", parseRevision)
    .description("who changed what, newest first")
    .action((options: { limit?: number; before?: number }) => history(context, options));
  config
    .command("diff")
    .argument("<revision>", "from `config history`", parseRevision)
    .description("what a revision changed, secrets masked")
    .action((revision: number) => diff(context, revision));
  config
    .command("rollback")
    .argument("<revision>", "from `config history`", parseRevision)
    .option("-y, --yes", "do not ask")
    .description("make the settings what they were as of a revision; a new revision")
    .action((revision: number, options: { yes?: boolean }) =>
      rollback(context, revision, options.yes === true),
    );
}

async function history(context: CliContext, query: { limit?: number; before?: number }): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("listSettingsRevisions", { query, signal: context.signal });
  context.output.data(rows, (columns) =>
    table(
      ["REVISION", "WHEN", "WHO", "CHANGED"],
      rows.map((row) => [
        String(row.id),
        minute(row.time),
        row.author,
        row.paths.length === 0 ? "as found at the start" : row.paths.join(", "),
      ]),
      columns,
    ),
  );
}

async function diff(context: CliContext, revision: number): Promise<void> {
  const detail = await load(context, revision);
  const { previous } = detail;
  const before = previous === null ? undefined : await load(context, previous);
  const lines =
    before === undefined
      ? ["nothing older is kept: this is where the history begins"]
      : [
          ...(await patch({
            from: before.settings,
            to: detail.settings,
            names: [`${previous}`, `${revision}`],
          })),
          ...sameMask(detail),
        ];
  context.output.data(detail, () => lines);
}

async function rollback(context: CliContext, revision: number, yes: boolean): Promise<void> {
  const { output, signal } = context;
  const client = await context.connect();
  const [detail, current] = await Promise.all([
    load(context, revision),
    client.call("getSettings", { signal }),
  ]);
  if (!yes) {
    const names = ["now", String(revision)] as const;
    for (const line of await patch({ from: current, to: detail.settings, names })) output.talk(line);
  }
  await confirm(context, `Go back to revision ${revision}?`, yes);
  const body = await client.call("restoreSettingsRevision", { params: { n: String(revision) }, signal });
  output.data(body, () => [
    body.revision === null
      ? `nothing differed from revision ${revision}`
      : `the settings are those of revision ${revision} again (revision ${body.revision})`,
  ]);
}

async function load(context: CliContext, revision: number): Promise<Detail> {
  const client = await context.connect();
  return client.call("getSettingsRevision", { params: { n: String(revision) }, signal: context.signal });
}

/** Lines of a unified diff without its file header. */
async function patch({
  from,
  to,
  names,
}: {
  from: unknown;
  to: unknown;
  names: readonly [string, string];
}): Promise<Text[]> {
  const { createTwoFilesPatch } = await import("diff");
  const [left, right] = [from, to].map((settings) => `${cleanJson(settings, 2)}\n`) as [string, string];
  const text = createTwoFilesPatch(names[0], names[1], left, right, "", "", { context: CONTEXT_LINES });
  return text
    .split("\n")
    .filter((line) => !/^(===|---|\+\+\+|\\)/.test(line) && line !== "")
    .map((line) => {
      if (line.startsWith("+")) return paint("green", line);
      return line.startsWith("-") ? paint("red", line) : line;
    });
}

/** Secrets that changed and look the same behind their masks. */
function sameMask(detail: Detail): string[] {
  return detail.diff
    .filter(({ before, after }) => JSON.stringify(before) === JSON.stringify(after))
    .map(({ path }) => `${path}: another secret`);
}

function parseRevision(value: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Use a number of `tinyagi config history`.");
}
