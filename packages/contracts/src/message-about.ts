/** What a channel knows about a person's message beside its text. Everything in it comes from people and is not trusted. */
import { z } from "zod";

const NAME_MAX_CHARS = 200;
/** Of the text of a message that another one answers. */
export const ANSWERED_MAX_CHARS = 2_000;
const name = z.string().max(NAME_MAX_CHARS);
/** Telegram's first messages are older than most servers. */
const TIME_MAX = 8_640_000_000_000_000;

export const messageAboutSchema = z.object({
  chat: z
    .object({
      kind: z.enum(["direct", "group"]),
      name: name.optional().describe("Name of the group."),
    })
    .optional()
    .describe("Where it was written."),
  sentAt: z
    .number()
    .int()
    .min(0)
    .max(TIME_MAX)
    .optional()
    .describe("When it was sent, in milliseconds since the epoch."),
  answers: z
    .object({
      id: name.optional().describe("The platform's id of that message, in the same chat."),
      mine: z.boolean().describe("Whether the account of the channel sent it."),
      author: name.optional(),
      text: z.string().max(ANSWERED_MAX_CHARS).optional().describe("What it says, or the marked part."),
    })
    .optional()
    .describe("The message that it answers or quotes. An answer to an agent's message goes to that agent."),
  forwardedFrom: name.optional().describe("Who wrote what was passed on."),
});
export type MessageAbout = z.infer<typeof messageAboutSchema>;
