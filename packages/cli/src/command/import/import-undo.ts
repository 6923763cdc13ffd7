/** `import undo`: takes an import of a team or of another product back. */
import type { Command } from "commander";
import { listReceipts, type Receipt } from "../../adding/receipt.js";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";

export function registerImportUndo(command: Command, context: CliContext): void {
  command
    .command("undo")
    .argument("[import]", "its id, as shown by the import (default: the last one)")
    .option("-y, --yes", "do not ask for confirmation")
    .description("take an import of a team or of another product back")
    .action((id: string | undefined, options: { yes?: boolean }) => undo(context, id, options.yes === true));
}

async function undo(context: CliContext, id: string | undefined, yes: boolean): Promise<void> {
  const { output, signal } = context;
  const receipt = choose(await listReceipts(context.paths.home), id);
  const { data } = receipt;
  const agents = data.changes.flatMap((change) => (change.what === "agent" ? [change.id] : []));
  output.talk(`Import ${data.id} of ${data.from}: ${agents.map((one) => `@${one}`).join(", ")}`);
  output.talk("What these agents and people wrote into their folders since then is kept beside the import.");
  await confirm(context, "Take it back?", yes);
  const client = await context.connect();
  const { undoReceipt } = await import("../../adding/undo.js");
  const { moved, kept, changed } = await undoReceipt(context, client, { receipt, signal });
  output.data({ ok: true, import: data.id, agents, moved, kept, changed }, () => [
    `Took the import ${data.id} back.`,
    ...moved.map((path) => `Kept: ${path}`),
    ...kept.map((path) => `Not moved: ${path}`),
    ...changed.map((name) => `Not removed, because it was changed or made again since then: ${name}`),
  ]);
}

function choose(receipts: readonly Receipt[], id: string | undefined): Receipt {
  const open = receipts.filter(({ data }) => data.undone === null);
  const found = id === undefined ? open[0] : receipts.find(({ data }) => data.id === id);
  if (found === undefined)
    throw new CliError("NOT_FOUND", "There is no such import.", {
      hint:
        open.length === 0
          ? "Nothing was imported into this home with tinyagi import or tinyagi team add"
          : `Your imports: ${open.map(({ data }) => data.id).join(", ")}`,
    });
  if (found.data.undone !== null)
    throw new CliError("CONFLICT", `This import was taken back already: ${found.data.undone}`);
  return found;
}
