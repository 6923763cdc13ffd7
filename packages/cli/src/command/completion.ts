/** `completion`: the script a shell loads, and the answers it asks for. */
import { Argument, type Command, Option } from "commander";
import { candidatesAt } from "../completion/candidates.js";
import { knownIds } from "../completion/known-ids.js";
import { completionScript, SHELLS, type Shell } from "../completion/scripts.js";
import { usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { cleanLine } from "../view/sanitize.js";

const EXAMPLES = `
Examples:
  source <(tinyagi completion bash)                       this bash session
  tinyagi completion bash > ~/.local/share/bash-completion/completions/tinyagi
  tinyagi completion zsh > ~/.zfunc/_tinyagi
  tinyagi completion fish > ~/.config/fish/completions/tinyagi.fish
`;

export function registerCompletion(program: Command, context: CliContext): void {
  program
    .command("completion")
    .addArgument(new Argument("[shell]", "bash, zsh or fish").choices(SHELLS))
    .addOption(new Option("--at", "what may stand at the end of these words").hideHelp())
    .description("print the completion script of a shell")
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell | undefined) => {
      if (shell === undefined) throw usageError("which shell?", "tinyagi completion bash, zsh or fish");
      context.output.stdout.write(completionScript(shell));
    });
}

/** The hidden half: one candidate a line, a tab before its description. @param words the last is half typed */
export async function complete(
  program: Command,
  context: CliContext,
  words: readonly string[],
): Promise<void> {
  const { candidates, ids } = candidatesAt(program, words);
  const all = ids === undefined ? candidates : [...candidates, ...(await knownIds(context, ids))];
  const half = words.at(-1) ?? "";
  for (const { value, description } of all) {
    if (value.startsWith(half) && /^[\x21-\x7e]+$/.test(value))
      context.output.stdout.write(`${value}\t${cleanLine(description)}\n`);
  }
}
