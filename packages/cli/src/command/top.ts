/** `top`: what every agent does now, busy ones first. */
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { showTeams } from "../control/live-view.js";

const RUNS = 1_000;

export function registerTop(program: Command, context: CliContext): void {
  program
    .command("top")
    .option("--once", "print what every agent does now, and end")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi top\n  tinyagi top --once\n  tinyagi top --plain    one line for each event\n",
    )
    .action(({ once }: { once?: boolean }) => top(context, once === true));
}

async function top(context: CliContext, once: boolean): Promise<void> {
  if (!context.output.json) return showTeams(context, { view: "team", byActivity: true }, once);
  const client = await context.connect();
  const query = { status: "running" as const, limit: RUNS };
  context.output.data(await client.call("listRuns", { query, signal: context.signal }), () => []);
}
