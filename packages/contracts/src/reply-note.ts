/** What TinyAGI adds to a reply, as facts: whoever joins the reply makes the sentence, in the language of the home. */
import { z } from "zod";
import { budgetReachedSchema } from "./budget.js";
import { failureFactSchema } from "./failure/failure-fact.js";
import { FILE_REFUSALS } from "./file-refusal.js";
import { limitCodeSchema } from "./limits.js";
import { spawnRefusalSchema } from "./spawn-event.js";
import { UNHEARD_REASONS } from "./unheard.js";

const agent = z.string();
const count = z.number().int();
/** The limit of a conversation that was reached, as in its event. */
const limited = { limit: z.enum(["LIMIT_DURATION", "LIMIT_MESSAGES"]), most: count };
/** The same of any limit. */
const reached = { limit: limitCodeSchema, most: count };
const id = z.string();
/** A name without an agent, and the one that may be meant. */
const misnamed = z.object({ name: z.string(), near: id.nullable() });
/** Ids that are listed, and how many others there are. */
const listed = z.object({ ids: z.array(id), more: count });

/** An agent that the person who asked may not use. */
export const closedAgentSchema = z.object({
  code: z.literal("agent.closed"),
  agent,
  role: z.string().nullable(),
  why: z.enum(["mode", "unnamed", "revoked"]),
});

/** Why a file of an agent was not sent. `max`: the limit it is over. */
export const fileWhySchema = z.object({
  code: z.literal("file"),
  refusal: z.enum(FILE_REFUSALS),
  max: count.optional(),
});

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
  /** The person wrote to names that nobody has. */
  z.object({
    code: z.literal("recipient.unknown"),
    names: z.array(misnamed),
    agents: listed,
    teams: listed,
  }),
  /** An agent wrote to a name that nobody has. */
  misnamed.extend({ code: z.literal("handoff.unknown"), by: agent }),
  /** An agent wrote to itself, or to one with which it shares no team. Nobody got it. */
  z.object({ code: z.literal("handoff.refused"), by: agent, agent, why: z.enum(["self", "no_team"]) }),
  /** The default of the person is gone, and `agent` got the message. */
  z.object({ code: z.literal("default.lost"), lost: id, agent }),
  /** The person may not use this agent. `role`: null when their approval was revoked. */
  closedAgentSchema,
  /** A plan for sub-agents was not run. `said`: the details, as the agent reads them. */
  z.object({ code: z.literal("plan.refused"), agent, refusal: spawnRefusalSchema, said: z.string() }),
  /** The first `most` plans of an answer are run; `over` more were not. */
  z.object({ code: z.literal("plans.limit"), agent, most: count, over: count }),
  /** Files of an answer that were not attached, and each reason once. */
  z.object({ code: z.literal("files.denied"), files: count, whys: z.array(fileWhySchema) }),
  z.object({ code: z.literal("tags.limit"), most: count }),
  z.object({ code: z.literal("tools.denied"), tools: z.array(z.string()) }),
  /** Processes that ended with the run, and their programs. */
  z.object({ code: z.literal("background.ended"), processes: count, programs: z.array(z.string()) }),
  z.object({ code: z.literal("session.rebuilt") }),
  /** The prompt file of the agent could not be used. */
  z.object({
    code: z.literal("prompt.left_out"),
    said: z.string(),
    refusal: z.enum(FILE_REFUSALS).optional(),
  }),
  /** Recordings without a transcript. `unset` is said once to each person. */
  z.object({
    code: z.literal("recording.unheard"),
    name: z.string().nullable(),
    reason: z.enum(UNHEARD_REASONS),
  }),
]);
export type ReplyNote = z.infer<typeof replyNoteSchema>;
