/** `why`: the whole story of one message, and what to do next. */

import { moment, nextSessionText, stamp, storyStepText, whyText } from "@tinyagi/views";
import { paint, styled } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { readNextSessions } from "../../control/open-programs.js";
import { foldedLines } from "../../view/folded.js";

/** How the ids of runs begin. */
const RUN_ID = "run_";

export function registerWhy(program: Command, context: CliContext): void {
  program
    .command("why")
    .argument("<message>", "number or id of the message, or id of a run of it")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi why 12\n  tinyagi why run_abc123\n  tinyagi why cli_5f0c2d --json\n",
    )
    .action((id: string) => why(context, id));
}

async function why(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const { output, signal } = context;
  // Lists of runs show the id of the run alone.
  const message = id.startsWith(RUN_ID)
    ? String((await client.call("getRun", { params: { id }, signal })).messageRowId)
    : id;
  const story = await client.call("whyMessage", { params: { id: message }, signal });
  const draw = (time: number): string => moment(time, { now: context.now() });
  const { agent } = story.message;
  const session = output.json ? undefined : (await readNextSessions(client, signal)).get(agent);
  const { verdict, next } = whyText(story, draw);
  output.data(story, (columns) => [
    ...foldedLines(verdict, columns).map((line) => paint("bold", line)),
    ...(next === null ? [] : foldedLines(next, columns)),
    "",
    `message ${story.message.id} (${story.message.messageId}) for @${story.message.agent}, ${story.message.conversationId}`,
    ...story.steps.map(
      (step) =>
        styled`  ${paint("dim", stamp(step.at))}  ${storyStepText(step, draw)}${step.runId === null ? "" : paint("dim", `  ${step.runId}`)}`,
    ),
    ...(session === undefined
      ? []
      : ["", ...foldedLines(`next session of @${agent}: ${nextSessionText(session)}`, columns)]),
  ]);
}
