/** `execution.live`: agent programs that stay open between messages. */
import { z } from "zod";

export const liveSettingsSchema = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        "Whether the program of an agent stays open after a message, so that the next one starts at once, where the program can.",
      ),
    idleMinutes: z
      .number()
      .int()
      .min(1)
      .max(24 * 60)
      .default(10)
      .describe("Minutes after which an open program without a new message is closed."),
    maxIdle: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .default(6)
      .describe(
        "Maximum number of open programs that wait for a message. The one that waits longest is closed first. 0: none stays open.",
      ),
    maxIdleMemoryMB: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(1_500)
      .describe("Maximum memory of all open programs that wait, in MB. It is measured on Linux only."),
    spares: z
      .number()
      .int()
      .min(0)
      .max(100)
      .default(1)
      .describe(
        "Maximum number of programs that are opened ahead, so that the first message of a new session starts at once. Only for agents that have several sessions (`sessionScope`). They count as open programs that wait. 0: none.",
      ),
  })
  .describe("Agent programs that stay open between messages.");
