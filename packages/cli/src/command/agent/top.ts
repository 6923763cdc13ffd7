/** `top`: what every agent does now, busy ones first. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { showTeams } from "../../control/live-view.js";

export function registerTop(program: Command, context: CliContext): void {
  program
    .command("top")
    .option("--once", "print what every agent does now, and end")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi top\n  tinyagi top --once\n  tinyagi top --plain    one line for each event\n  tinyagi top --json     every agent with its state, its run and what it does\n",
    )
    .action(({ once }: { once?: boolean }) =>
      showTeams(context, { view: "team", byActivity: true }, once === true),
    );
}
