/**
 * Why a message waits, works, failed or was answered, and what to do next: codes with facts. Sentences are made where they
 * are read (`@tinyagi/views`). Times are milliseconds since the epoch.
 */
import { z } from "zod";
import { approvalKindSchema, heldDecisionSchema } from "./approval.js";
import { budgetFactSchema } from "./budget-fact.js";
import { cancelFactSchema, windowFactSchema } from "./failure/cancel-fact.js";
import { failureCauseSchema } from "./run-error.js";
import { placeWaitSchema } from "./wait-fact.js";

const text = z.string();
const time = z.number().int();
const count = z.number().int();
const message = z.number().int();

export const reasonSchema = z.discriminatedUnion("code", [
  /** `agent` works on it, in attempt `attempt`. */
  z.object({ code: z.literal("works"), agent: text, since: time, attempt: count }),
  /** It joined the run of another message. */
  z.object({ code: z.literal("works.joined"), agent: text, since: time, message }),
  /** Behind `message`, the head of its lane, and `more` others. */
  z.object({ code: z.literal("waits.turn"), message, more: count }),
  /** The head of its lane runs. */
  z.object({ code: z.literal("waits.turn.works"), agent: text, since: time, message }),
  /** The head of its lane is retried then. */
  z.object({ code: z.literal("waits.turn.retried"), message, at: time }),
  /** It is background work: messages of people go first, for so long. */
  z.object({ code: z.literal("waits.people"), minutes: count }),
  /** `of`: the message that is held, if it is another one. `more`: how many other reasons follow. */
  z.object({
    code: z.literal("waits.pause"),
    by: text.nullable(),
    at: time.nullable(),
    of: message.nullable(),
    more: count,
  }),
  z.object({
    code: z.literal("waits.approval"),
    id: text,
    asks: approvalKindSchema,
    until: time,
    of: message.nullable(),
    more: count,
  }),
  /** A person has decided, and may take it back until then. It goes on by itself. */
  z.object({
    code: z.literal("waits.decided"),
    id: text,
    status: heldDecisionSchema.shape.status,
    by: text,
    until: time,
    of: message.nullable(),
    more: count,
  }),
  z.object({
    code: z.literal("waits.sub_agents"),
    open: count,
    names: z.array(text),
    of: message.nullable(),
    more: count,
  }),
  z.object({ code: z.literal("waits.held"), hold: text, of: message.nullable(), more: count }),
  /** `paused`: until when it is paused, and what it said. Without it, `error` says both. */
  z.object({
    code: z.literal("waits.provider"),
    provider: text,
    /** The worker on which it is used; absent for the daemon's machine. */
    place: text.optional(),
    error: text,
    paused: z.object({ until: time, said: text }).nullable(),
    until: time.nullable(),
  }),
  z.object({ code: z.literal("waits.more"), at: time }),
  z.object({ code: z.literal("waits.retry"), at: time, error: text.nullable() }),
  /** Before its first attempt, for a reason that the last word of its lane gave. */
  z.object({ code: z.literal("waits.cause"), error: text, at: time.optional() }),
  /** Background work waits until a window of its provider starts again. */
  windowFactSchema.extend({ code: z.literal("waits.window"), at: time }),
  /** The worker that its agent has as its place gets no run now. */
  placeWaitSchema.extend({ code: z.literal("waits.place"), agent: text }),
  z.object({ code: z.literal("waits.slot"), live: count, max: count }),
  z.object({ code: z.literal("waits.start") }),
  z.object({
    code: z.literal("failed"),
    attempts: count,
    error: text.nullable(),
    /** The daemon stopped unexpectedly that often while it was processed. */
    crashes: count.optional(),
  }),
  /** A budget ended it, or refused it. */
  budgetFactSchema.extend({ code: z.literal("cancelled.budget") }),
  z.object({ code: z.literal("cancelled"), error: text.nullable(), why: cancelFactSchema.optional() }),
  z.object({ code: z.literal("answered.together"), agent: text, message }),
  z.object({ code: z.literal("answered.room"), agent: text }),
  z.object({ code: z.literal("answered.quiet"), agent: text }),
  z.object({ code: z.literal("answered.empty"), agent: text }),
  /** Its reply waits for so many more messages of the conversation. */
  z.object({ code: z.literal("answered.others"), agent: text, others: count }),
  /** The reply is saved for whoever reads it there. */
  z.object({ code: z.literal("answered.saved"), agent: text, channel: text, conversation: text }),
  z.object({ code: z.literal("answered.delivered"), agent: text, channel: text, at: time }),
  z.object({ code: z.literal("answered.undelivered"), agent: text, channel: text, error: text.nullable() }),
  /** The channel has not fetched the reply. `failed`: attempts and the last error. */
  z.object({
    code: z.literal("answered.unfetched"),
    agent: text,
    channel: text,
    failed: z.object({ attempts: count, error: text }).nullable(),
  }),
]);
export type Reason = z.infer<typeof reasonSchema>;

const codes = reasonSchema.options.map(({ shape }) => shape.code.value) as [
  Reason["code"],
  ...Reason["code"][],
];
/** What a reason is about, without its facts. */
export const reasonCodeSchema = z.enum(codes);

export const adviceSchema = z.discriminatedUnion("code", [
  /** A person resumes a run, or all that an agent does. */
  z.object({ code: z.literal("resume"), target: text }),
  z.object({ code: z.literal("decide"), id: text, asks: approvalKindSchema }),
  z.object({ code: z.literal("sub_agents"), runId: text }),
  z.object({ code: z.literal("held") }),
  /** A person starts the worker, adds slots, or lets it have runs again. */
  placeWaitSchema.extend({ code: z.literal("place") }),
  /** It goes on by itself; `cause` says what a person can do. */
  z.object({ code: z.literal("provider"), provider: text, cause: failureCauseSchema.nullable() }),
  /** A dead letter. `run` and `node`: of a sub-agent, which is retried in its graph, when that has ended. */
  z.object({
    code: z.literal("retry"),
    message,
    cause: failureCauseSchema.nullable(),
    provider: text.nullable(),
    errorClass: text.nullable(),
    subAgent: z.object({ run: text.nullable(), node: text.nullable(), isOpen: z.boolean() }).nullable(),
  }),
  z.object({ code: z.literal("read"), conversation: text }),
  z.object({ code: z.literal("check_channel") }),
]);
export type Advice = z.infer<typeof adviceSchema>;
