/** `completion`: the script a shell loads, and the answers it asks for. */

import { cleanLine } from "@tinyagi/contracts/clean-text";
import { Argument, type Command, Option } from "commander";
import { candidatesAt } from "../../completion/candidates.js";
import { knownIds } from "../../completion/known-ids.js";
import { completionScript, SHELLS, type Shell } from "../../completion/scripts.js";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";

const EXAMPLES = `
Examples:
  source <(tinyagi completion bash)                       for this bash session
  tinyagi completion bash > ~/.local/share/bash-completion/completions/tinyagi
  tinyagi completion zsh > ~/.zfunc/_tinyagi
  tinyagi completion fish > ~/.config/fish/completions/tinyagi.fish
`;

export function registerCompletion(program: Command, context: CliContext): void {
  program
    .command("completion")
    .addArgument(new Argument("[shell]", "bash, zsh or fish").choices(SHELLS))
    .addOption(new Option("--at", "complete the last of these words").hideHelp())
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell | undefined) => {
      if (shell === undefined)
        throw usageError(
          "A shell is missing.",
          "Use one of: tinyagi completion bash, tinyagi completion zsh, tinyagi completion fish",
        );
      context.output.text(completionScript(shell));
    });
}

/** The hidden half: one candidate a line, a tab before its description. @param words the last is half typed */
export async function complete(
  program: Command,
  context: CliContext,
  words: readonly string[],
): Promise<void> {
  const { candidates, ids, about, prefix, taken } = candidatesAt(program, words);
  const known = ids === undefined ? [] : await knownIds(context, ids, about);
  const half = words.at(-1) ?? "";
  // One level of settings below what is typed: all of them at once are too many to choose from.
  const depth = ids === "setting" ? half.split(".").length + 1 : Number.POSITIVE_INFINITY;
  for (const { value, description } of [...candidates, ...known]) {
    if (taken.includes(value) || value.split(".").length > depth) continue;
    const whole = `${prefix}${value}`;
    if (whole.startsWith(half) && /^[\x21-\x7e]+$/.test(whole))
      context.output.line(`${whole}\t${cleanLine(description)}`);
  }
}
