/** What TinyAGI adds to a reply, as facts: whoever joins the reply makes the sentence, in the language of the home. */
import { z } from "zod";
import { budgetReachedSchema } from "./budget.js";
import { failureFactSchema } from "./failure/failure-fact.js";

const agent = z.string();
const count = z.number().int();
/** The limit of a conversation that was reached, as in its event. */
const limited = { limit: z.enum(["LIMIT_DURATION", "LIMIT_MESSAGES"]), most: count };

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
