/** `push`: what notifications show on a locked screen, and when none is shown. */
import { z } from "zod";
import { clockTimeSchema } from "./backup.js";

export const pushSettingsSchema = z
  .strictObject({
    content: z
      .enum(["private", "full"])
      .default("private")
      .describe(
        "What notifications of your browsers show, also on a locked screen: `private`, only who needs what kind of decision; `full`, also what it is about. Only with `full` can a short request be approved from the notification.",
      ),
    quiet: z
      .strictObject({
        from: clockTimeSchema.describe("When quiet hours begin, on the machine's clock."),
        to: clockTimeSchema.describe("When they end. What still needs you then is shown."),
      })
      .optional()
      .describe("Hours of each day in which no notification is sent to your browsers. Default: none."),
  })
  .describe("Notifications of your browsers while TinyOffice is closed.");
export type PushSettings = z.infer<typeof pushSettingsSchema>;
