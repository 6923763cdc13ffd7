/** `retention`: how long finished data is kept. Open conversations must never be deleted, whatever these settings say. */
import { z } from "zod";

function days(standard: number, description: string) {
  return z
    .number()
    .int()
    .min(0)
    .max(36_500)
    .default(standard)
    .describe(`${description} 0 keeps them forever.`);
}

export const retentionSettingsSchema = z
  .strictObject({
    deliveredReplies: days(7, "Days to keep replies after their channel acknowledged them."),
    unfetchedReplies: days(
      30,
      "Days to keep replies on channels where fetching them is optional (api, cli, web, schedule, heartbeat, chatroom, task, webhook).",
    ),
    conversations: days(90, "Days to keep finished conversations with their messages, runs and replies."),
    deadLetters: days(90, "Days to keep dead letters and undelivered replies after their last failure."),
    events: days(30, "Days to keep events of the journal. The newest 10,000 are always kept."),
    history: days(365, "Days to keep the agents' histories and the posts in chat rooms."),
    scheduleRuns: days(90, "Days to keep the runs of schedules."),
    files: days(30, "Days to keep received and sent files after nothing open refers to them."),
    settingsRevisions: z
      .number()
      .int()
      .min(0)
      .max(100_000)
      .default(200)
      .describe("Number of earlier versions of the settings to keep. 0 keeps all."),
    backups: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .default(5)
      .describe("Number of automatic backups to keep. Backups made on request are not deleted. 0 keeps all."),
  })
  .describe("How long finished data is kept.");
export type RetentionSettings = z.infer<typeof retentionSettingsSchema>;
