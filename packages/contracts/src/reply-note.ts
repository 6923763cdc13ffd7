/** What TinyAGI adds to a reply, as facts: whoever joins the reply makes the sentence, in the language of the home. */
import { z } from "zod";
import { budgetReachedSchema } from "./budget.js";
import { failureFactSchema } from "./failure/failure-fact.js";
import { limitCodeSchema } from "./limits.js";

const agent = z.string();
const count = z.number().int();
/** The limit of a conversation that was reached, as in its event. */
const limited = { limit: z.enum(["LIMIT_DURATION", "LIMIT_MESSAGES"]), most: count };
/** The same of any limit. */
const reached = { limit: limitCodeSchema, most: count };

export const replyNoteSchema = z.discriminatedUnion("code", [
  budgetReachedSchema.extend({ code: z.literal("budget.warning") }),
  /** It is used up, and work continues. */
  budgetReachedSchema.extend({ code: z.literal("budget.continues") }),
  /** A step ended without a result. */
  z.object({ code: z.literal("chain.stopped"), step: count, steps: count, agent }),
  /** A limit was reached after step `done`: the agent did not get its step. */
  z.object({ code: z.literal("chain.limit"), ...limited, done: count, steps: count, agent }),
  /** Nobody was asked to join the answers. */
  z.object({ code: z.literal("summary.limit"), ...limited, agent }),
  /** Handoffs of `by` that a limit stopped; no agents: all of them. */
  z.object({ code: z.literal("handoff.limit"), ...reached, by: agent, agents: z.array(agent) }),
  /** A post in a room that did not reach these agents, and `more` others. */
  z.object({
    code: z.literal("post.limit"),
    ...reached,
    by: agent,
    room: z.string(),
    agents: z.array(agent),
    more: count,
  }),
  /** Posts in rooms of one answer, of which the first `most` were posted. */
  z.object({ code: z.literal("posts.limit"), most: count, by: agent, written: count }),
  /** Teammates that `by` named without handing over. */
  z.object({ code: z.literal("mentioned"), agents: z.array(agent), by: agent }),
  /** A dead letter was deleted before its sender knew of it. */
  z.object({
    code: z.literal("deleted"),
    agent,
    error: z.string().nullable(),
    fact: failureFactSchema.optional(),
  }),
]);
export type ReplyNote = z.infer<typeof replyNoteSchema>;
