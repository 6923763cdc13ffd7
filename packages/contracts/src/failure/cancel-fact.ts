/** Who or what cancelled a message, as a fact: each reader makes the sentence. */
import { z } from "zod";

export const cancelFactSchema = z.object({
  code: z.enum([
    /** Someone at the machine: a page, a command or a program with its token. */
    "operator",
    /** `/stop` and `/cancel` in a chat. */
    "stop",
    "cancel",
    /** A person who steered its run: `by`. */
    "steered",
    /** The agent that asked for the work of a sub-agent. */
    "asker_ended",
    /** A plan for sub-agents that could not be run. */
    "plan",
    /** The graph of a sub-agent, or the rights of who asked: `said`. */
    "graph",
    "not_open",
  ]),
  by: z.string().optional(),
  said: z.string().optional(),
});
export type CancelFact = z.infer<typeof cancelFactSchema>;

/** A window of a provider that is too full for background work. */
export const windowFactSchema = z.object({
  provider: z.string(),
  /** Absent: the default one. */
  login: z.string().optional(),
  period: z.string(),
  /** Percent. */
  used: z.number(),
  /** From how many percent on background work waits. */
  max: z.number(),
});
export type WindowFact = z.infer<typeof windowFactSchema>;
