/** Where something that a person decides about belongs: what was asked, and the run and sub-agent it came up in. */
import { z } from "zod";
import { titleSchema } from "./conversation.js";

export const workPlaceSchema = z.object({
  /** The conversation of the message. */
  conversationId: z.string(),
  /** The beginning of what the conversation was asked. */
  asked: z.string(),
  title: titleSchema,
  /** The newest run of the message; null before the first. */
  runId: z.string().nullable(),
  /** The run that started it all; the same for a run that no other started. */
  rootRunId: z.string().nullable(),
  /** The sub-agent in its graph, such as `root/check`; null for an agent itself. */
  nodeId: z.string().nullable(),
});
export type WorkPlace = z.infer<typeof workPlaceSchema>;
