/** `steer`, `pause`, `resume`, `cancel`: commands to a live run. */
import type { Client } from "@tinyagi/client";
import type { SteerCommand, Steered } from "@tinyagi/contracts";
import { en } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { readTextInput, requiredText } from "../../control/given-text.js";
import { CliError } from "../../error/cli-error.js";

const RUN = "id of the run (see `tinyagi runs`), or @agent for its newest run";
const EXAMPLES = `
Examples:
  tinyagi steer @coder use the blue one
  tinyagi steer run_abc123 --redirect write the documentation instead
  tinyagi pause @coder
  tinyagi resume @coder
  tinyagi cancel run_abc123
`;
const DONE: Readonly<Record<SteerCommand, string>> = {
  inject: en.runs.steered.sent,
  redirect: "The run continues with your text instead of its work so far.",
  pause: "Paused. Resume it with: tinyagi resume",
  resume: "Resumed.",
  cancel: "Cancelled. The sender is notified.",
};

export function registerSteering(program: Command, context: CliContext): void {
  program
    .command("steer")
    .argument("<run>", RUN)
    .argument("[text...]", "the text for the agent; a pipe is sent with it")
    .option("--redirect", "replace the work so far by the text")
    .addHelpText("after", EXAMPLES)
    .action(async (run: string, words: string[], options: { redirect?: boolean }) =>
      steer(context, run, {
        command: options.redirect === true ? "redirect" : "inject",
        text: requiredText(await readTextInput(context, words), "tinyagi steer @coder use the blue one"),
      }),
    );
  for (const command of ["pause", "resume", "cancel"] as const)
    program
      .command(command)
      .argument("<run>", RUN)
      .addHelpText("after", EXAMPLES)
      .action((run: string) => steer(context, run, { command }));
}

async function steer(
  context: CliContext,
  run: string,
  body: { command: SteerCommand; text?: string },
): Promise<void> {
  const client = await context.connect();
  const { signal } = context;
  const id = run.startsWith("@") ? await findNewestRun(client, run.slice(1).toLowerCase(), signal) : run;
  const answer = await client.call("steerRun", { params: { id }, body, signal });
  context.output.data({ ...answer, runId: id }, () => [`${id}: ${doneWords(body.command, answer.steered)}`]);
}

/** How the run got a text, where the daemon says it. */
function doneWords(command: SteerCommand, steered: Steered | undefined): string {
  return command === "inject" && steered !== undefined ? en.runs.steered[steered] : DONE[command];
}

async function findNewestRun(client: Client, agent: string, signal: AbortSignal): Promise<string> {
  const [run] = await client.call("listRuns", { query: { agent, limit: 1 }, signal });
  if (run !== undefined) return run.runId;
  throw new CliError("NOT_FOUND", `@${agent} has no run.`, { hint: "List runs: tinyagi runs" });
}
