/**
 * `confirm`: what pages in a browser want to do that weakens a guard or outlives their session. Shows each change, asks,
 * and prints the code that the page asks for.
 */
import { type Confirmation, confirmationLines } from "@tinyagi/contracts";
import { duration } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { askYesNo, canAsk } from "../../prompt/ask.js";

interface Options {
  yes?: boolean;
}

export function registerConfirm(program: Command, context: CliContext): void {
  program
    .command("confirm")
    .argument("[id]", "id of one of them (default: asks about each)")
    .option("-y, --yes", "confirm the given id without a question")
    .description("show what a page wants to change, and get the code that confirms it")
    .addHelpText(
      "after",
      "\nOnly confirm what you started yourself. The code works once, for 5 minutes, for exactly what is shown.\n\nExamples:\n  tinyagi confirm\n  tinyagi confirm k7qm\n  tinyagi confirm k7qm --yes\n",
    )
    .action((id: string | undefined, options: Options) => confirmActs(context, id, options));
}

async function confirmActs(context: CliContext, id: string | undefined, { yes }: Options): Promise<void> {
  if (yes === true && id === undefined)
    throw usageError("--yes needs the id of what you confirm.", "List them: tinyagi confirm --json");
  const client = await context.connect();
  const { signal, output } = context;
  const { confirmations } = await client.call("listConfirmations", { signal });
  const wanted = id === undefined ? confirmations : [found(confirmations, id.toLowerCase())];
  // Without a terminal and an answer, it only shows what waits.
  if (yes !== true && !canAsk(context)) {
    output.data({ confirmations: wanted }, () => wanted.flatMap(toLines).concat(next(wanted)));
    return;
  }
  if (wanted.length === 0) {
    output.data({ confirmations: [] }, () => next(wanted));
    return;
  }
  for (const one of wanted) {
    for (const line of toLines(one)) output.talk(line);
    const question = { message: "Did you start this yourself, and is it what you want?", flag: "--yes" };
    if (yes !== true && !(await askYesNo(context, question))) continue;
    const { code, expiresAt } = await client.call("giveConfirmation", { params: { id: one.id }, signal });
    output.data({ id: one.id, code, expiresAt }, () => [
      `Type this code into the page: ${code.slice(0, 4)} ${code.slice(4)}`,
    ]);
  }
}

function found(confirmations: readonly Confirmation[], id: string): Confirmation {
  const one = confirmations.find((known) => known.id === id);
  if (one !== undefined) return one;
  throw new CliError("NOT_FOUND", "Nothing waits for a confirmation with this id.", {
    hint: "It may have expired; list what waits: tinyagi confirm",
  });
}

function toLines(confirmation: Confirmation): string[] {
  const left = duration(Math.max(0, confirmation.expiresAt - Date.now()));
  return [...confirmationLines(confirmation), `id ${confirmation.id}, expires in ${left}`, ""];
}

function next(shown: readonly Confirmation[]): string[] {
  const [first] = shown;
  return first === undefined
    ? [
        "Nothing waits for a confirmation. A page asks for one when you change something there that weakens a guard.",
      ]
    : [`Get the code: tinyagi confirm ${first.id} --yes`];
}
