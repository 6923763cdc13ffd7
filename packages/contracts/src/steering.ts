/** Commands to a live run, and what follows from them. */
import { z } from "zod";
import { STEER_COMMANDS } from "./vocabulary.js";

export const steerCommandSchema = z.enum(STEER_COMMANDS);
export type SteerCommand = z.infer<typeof steerCommandSchema>;

/**
 * What happens to a message for an agent that is busy: it waits for its turn, it waits and is answered together with
 * others of the same sender that wait, or it joins the live run of the same sender.
 */
export const WHEN_BUSY = ["followup", "collect", "steer"] as const;
export const whenBusySchema = z.enum(WHEN_BUSY);
export type WhenBusy = z.infer<typeof whenBusySchema>;

/**
 * Why a command is refused: the message has ended; it is paused already, or not paused; the run does not work at the
 * moment, so it takes no text; it has taken as many texts as it may; the command needs a text.
 */
export const STEER_REFUSALS = [
  "ended",
  "already_paused",
  "not_paused",
  "not_working",
  "too_many_texts",
  "no_text",
] as const;
export const steerRefusalSchema = z.enum(STEER_REFUSALS);
export type SteerRefusal = z.infer<typeof steerRefusalSchema>;

/** How a run got a text: into the turn that works, or the turn was ended and the next one continues with it. */
export const steeredSchema = z.enum(["taken", "restarted"]);
export type Steered = z.infer<typeof steeredSchema>;

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
  "steering.refused": z
    .object({ ...about, command: steerCommandSchema, reason: steerRefusalSchema })
    .describe("A command to a run was refused. The run continues as before."),
} as const;
