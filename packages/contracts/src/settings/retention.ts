/** How long what is finished is kept. Nothing open is ever removed, whatever stands here. */
import { z } from "zod";

function days(standard: number, description: string) {
  return z
    .number()
    .int()
    .min(0)
    .max(36_500)
    .default(standard)
    .describe(`${description} 0 keeps them for ever.`);
}

export const retentionSettingsSchema = z
  .strictObject({
    deliveredReplies: days(7, "Days replies are kept after their channel has acknowledged them."),
    unfetchedReplies: days(
      30,
      "Days replies are kept on channels where nobody has to fetch them (api, cli, web, schedule, heartbeat, chatroom, task, webhook).",
    ),
    conversations: days(90, "Days a finished conversation is kept with its messages, runs and replies."),
    deadLetters: days(
      90,
      "Days dead letters, and replies that could not be delivered, are kept after their last failure.",
    ),
    events: days(30, "Days events of the journal are kept; the newest 10,000 stay in any case."),
    history: days(365, "Days lines of agents' histories and posts of chat rooms are kept."),
    scheduleRuns: days(90, "Days the history of schedules is kept."),
    files: days(30, "Days files that were received or sent are kept once nothing open names them."),
    settingsRevisions: z
      .number()
      .int()
      .min(0)
      .max(100_000)
      .default(200)
      .describe("How many earlier versions of the settings are kept. 0 keeps all."),
    backups: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .default(5)
      .describe("How many backups made by themselves are kept; those a person asked for stay. 0 keeps all."),
  })
  .describe("How long what is finished is kept.");
export type RetentionSettings = z.infer<typeof retentionSettingsSchema>;
