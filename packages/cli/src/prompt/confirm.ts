/** Asks before something is removed. Without a terminal it never asks, and requires a flag. */

import type { CliContext } from "../context/context.js";
import { CliError, usageError } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";
import { askYesNo, canAsk } from "./ask.js";

/** Returns when the person agrees. @throws CliError usage without a terminal and `--yes`; 130 on "no" */
export async function confirm(context: CliContext, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!canAsk(context)) throw usageError("This needs a confirmation.", "Add --yes to confirm it");
  if (await askYesNo(context, { message: question, flag: "--yes" })) return;
  throw new CliError("CONFLICT", "Nothing was changed.", { exitCode: EXIT.interrupted });
}
