/** `version`. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";

export function registerVersion(program: Command, context: CliContext): void {
  program
    .command("version")
    .addHelpText("after", "\nExamples:\n  tinyagi version\n  tinyagi version --json\n")
    .action(() => context.output.data({ version: context.version }, () => [`tinyagi ${context.version}`]));
}
