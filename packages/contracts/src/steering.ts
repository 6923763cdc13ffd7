/** Commands to a live run, and what follows from them. */
import { z } from "zod";

/**
 * `inject` adds a text to the work, `redirect` replaces the work by it, `pause` stops until `resume`, `cancel` ends the
 * message.
 */
export const STEER_COMMANDS = ["pause", "resume", "inject", "redirect", "cancel"] as const;
export const steerCommandSchema = z.enum(STEER_COMMANDS);
export type SteerCommand = z.infer<typeof steerCommandSchema>;

/**
 * What happens to a message for an agent that is busy: it waits for its turn, it waits and is answered together with
 * others of the same sender that wait, or it joins the live run of the same sender.
 */
export const WHEN_BUSY = ["followup", "collect", "steer"] as const;
export const whenBusySchema = z.enum(WHEN_BUSY);
export type WhenBusy = z.infer<typeof whenBusySchema>;

const about = { agent: z.string(), by: z.string() };

export const steeringEvents = {
  "steering.injected": z
    .object({ ...about, preview: z.string() })
    .describe("A text was given to a live run. The run continues with it."),
  "steering.redirected": z
    .object({ ...about, preview: z.string() })
    .describe("A text replaces what a live run works on."),
  "steering.paused": z.object(about).describe("A message was paused; its run stops and keeps its session."),
  "steering.resumed": z.object(about).describe("A paused message may run again."),
  "steering.cancelled": z.object(about).describe("A message was cancelled through its run."),
} as const;
