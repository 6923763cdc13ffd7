/** `config history`, `diff` and `rollback`: earlier settings and how to restore them. Secrets stay masked. */
import type { RouteOutput } from "@tinyagi/contracts";
import { minute } from "@tinyagi/views";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { previewLines, textOfMasked } from "../../config/preview.js";
import type { CliContext } from "../../context/context.js";
import { confirm } from "../../prompt/confirm.js";
import { patch } from "../../view/patch.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";

interface RollbackOptions {
  yes?: boolean;
  dryRun?: boolean;
}

type Detail = RouteOutput<"getSettingsRevision">;

export function registerHistory(config: Command, context: CliContext): void {
  config
    .command("history")
    .option("--limit <n>", "show at most this many", parseLimit)
    .option("--before <revision>", "show only older revisions", parseRevision)
    .description("show who changed what, newest first")
    .action((options: { limit?: number; before?: number }) => history(context, options));
  config
    .command("diff")
    .argument("<revision>", "number from `tinyagi config history`", parseRevision)
    .description("show what a revision changed, with secrets masked")
    .action((revision: number) => diff(context, revision));
  config
    .command("rollback")
    .argument("<revision>", "number from `tinyagi config history`", parseRevision)
    .option("-y, --yes", "do not ask for confirmation")
    .description("restore the settings of a revision, as a new revision")
    .option("--dry-run", "show what would change, and change nothing")
    .action((revision: number, options: RollbackOptions) => rollback(context, revision, options));
}

async function history(context: CliContext, query: { limit?: number; before?: number }): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("listSettingsRevisions", { query, signal: context.signal });
  context.output.data(rows, (columns) =>
    table(
      ["REVISION", "TIME", "CHANGED BY", "SETTINGS"],
      rows.map((row) => [
        String(row.id),
        minute(row.time),
        row.author,
        row.paths.length === 0 ? "as found at the first start" : row.paths.join(", "),
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
      ? ["this is the oldest revision; there is nothing to compare it with"]
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

async function rollback(
  context: CliContext,
  revision: number,
  { yes = false, dryRun = false }: RollbackOptions,
): Promise<void> {
  const { output, signal } = context;
  const client = await context.connect();
  const [detail, current] = await Promise.all([
    load(context, revision),
    client.call("getSettings", { signal }),
  ]);
  const names = ["now", String(revision)] as const;
  const preview = await previewLines(textOfMasked(current), textOfMasked(detail.settings), names);
  if (dryRun) {
    output.data({ ok: true, revision: null, settings: detail.settings }, () => [
      ...preview,
      "Nothing was changed (--dry-run).",
    ]);
    return;
  }
  for (const line of preview) output.talk(line);
  await confirm(context, `Restore the settings of revision ${revision}?`, yes);
  const body = await client.call("restoreSettingsRevision", { params: { n: String(revision) }, signal });
  output.data(body, () => [
    body.revision === null
      ? `the settings already equal revision ${revision}; nothing was changed`
      : `restored the settings of revision ${revision} as revision ${body.revision}`,
  ]);
}

async function load(context: CliContext, revision: number): Promise<Detail> {
  const client = await context.connect();
  return client.call("getSettingsRevision", { params: { n: String(revision) }, signal: context.signal });
}

/** Secrets that changed and look the same behind their masks. */
function sameMask(detail: Detail): string[] {
  return detail.diff
    .filter(({ before, after }) => JSON.stringify(before) === JSON.stringify(after))
    .map(({ path }) => `${path}: the secret changed`);
}

function parseRevision(value: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Use a number from `tinyagi config history`.");
}
