/** `why`: the whole story of one message, and what to do next. */

import { withTimes } from "@tinyagi/contracts/shown-text";
import { moment, stamp } from "@tinyagi/views";
import { paint, styled } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { foldedLines } from "../view/folded.js";

export function registerWhy(program: Command, context: CliContext): void {
  program
    .command("why")
    .argument("<message>", "number or id of the message")
    .addHelpText("after", "\nExamples:\n  tinyagi why 12\n  tinyagi why cli_5f0c2d --json\n")
    .action((id: string) => why(context, id));
}

async function why(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const { output } = context;
  const story = await client.call("whyMessage", { params: { id }, signal: context.signal });
  const told = (text: string): string => withTimes(text, (time) => moment(time, { now: context.now() }));
  output.data(story, (columns) => [
    ...foldedLines(told(story.verdict), columns).map((line) => paint("bold", line)),
    ...(story.next === null ? [] : foldedLines(told(story.next), columns)),
    "",
    `message ${story.message.id} (${story.message.messageId}) for @${story.message.agent}, ${story.message.conversationId}`,
    ...story.steps.map(
      (step) =>
        styled`  ${paint("dim", stamp(step.at))}  ${told(step.text)}${step.runId === null ? "" : paint("dim", `  ${step.runId}`)}`,
    ),
  ]);
}
