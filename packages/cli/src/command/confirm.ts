/** Asks before something is removed. Never asks where nobody can answer: there a flag is required. */

import { CliError, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { EXIT } from "../context/exit-code.js";
import { canAsk } from "../prompt/ask.js";

/** Returns when the person agrees. @throws CliError usage without a terminal and `--yes`; 130 on "no" */
export async function confirm(context: CliContext, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  const { output, stdin } = context;
  if (!canAsk(context)) {
    throw usageError("this needs a confirmation", "add --yes to do it without being asked");
  }
  const prompts = await import("@clack/prompts");
  const answer = await prompts.confirm({
    message: question,
    initialValue: false,
    input: stdin,
    output: output.stderr,
    signal: context.signal,
  });
  if (answer === true) return;
  throw new CliError("CONFLICT", "nothing was changed", { exitCode: EXIT.interrupted });
}
