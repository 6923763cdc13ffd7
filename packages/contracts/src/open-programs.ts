/** The programs of an agent that stay open between its messages. */
import { z } from "zod";
import { timeSchema } from "./conversation.js";
import { entityIdSchema } from "./id.js";

export const openProgramsSchema = z.object({
  agent: z.string(),
  /** One for each session of the agent. */
  open: z.number().int().positive(),
  /** How many of them work on a message now. */
  working: z.number().int(),
  /** When the oldest of them was opened. */
  since: timeSchema,
  /** The memory of all of them; null where the system does not say. */
  bytes: z.number().int().nullable(),
});
export type OpenPrograms = z.infer<typeof openProgramsSchema>;

/**
 * Whether a program is open for the next session of an agent, and why not. `waiting`: one is. `used`: the one that was opened has
 * been used or closed. `one_session`: the agent has one session. `enough`: as many wait as the settings allow. `too_many`, `memory`:
 * another one would be over a limit of open programs. `off`: the settings want none. `not_opened`: it did not open.
 */
export const AHEAD_STATES = [
  "waiting",
  "used",
  "one_session",
  "enough",
  "too_many",
  "memory",
  "off",
  "not_opened",
] as const;
export type AheadState = (typeof AHEAD_STATES)[number];

/** What was decided after the last run of an agent that could have needed one. */
export const aheadProgramSchema = z.object({ agent: entityIdSchema, state: z.enum(AHEAD_STATES) });
export type AheadProgram = z.infer<typeof aheadProgramSchema>;

/** What closing the programs of an agent came to. */
export const closedProgramsSchema = z.object({
  closed: z.number().int(),
  /** Those at work, which are closed after their run. */
  later: z.number().int(),
});
export type ClosedPrograms = z.infer<typeof closedProgramsSchema>;

export const programEvents = {
  "agent.programs": z
    .object({ agent: z.string(), open: z.number().int() })
    .describe("How many programs of an agent are open changed; live only, never stored and without an id."),
  "agent.programs_closed": z
    .object({ agent: z.string(), by: z.string(), ...closedProgramsSchema.shape })
    .describe("Somebody closed the open programs of an agent. Its next message starts a new one."),
} as const;
