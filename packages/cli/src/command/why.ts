/** `why`: the whole story of one message, and what to do next. */

import { paint, styled, when } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";

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
  output.data(story, () => [
    paint("bold", story.verdict),
    ...(story.next === null ? [] : [story.next]),
    "",
    `message ${story.message.id} (${story.message.messageId}) for @${story.message.agent}, ${story.message.conversationId}`,
    ...story.steps.map(
      (step) =>
        styled`  ${paint("dim", when(step.at))}  ${step.text}${step.runId === null ? "" : paint("dim", `  ${step.runId}`)}`,
    ),
  ]);
}
