/** Conversations, messages, runs and replies as the API shows them. */
import { z } from "zod";
import { agentStartSchema } from "./agent-start.js";
import { shownContextSchema } from "./context-use.js";
import { effortSchema } from "./effort.js";
import { cancelFactSchema } from "./failure/cancel-fact.js";
import { replyNoteSchema } from "./reply-note.js";
import { failureCauseSchema, runErrorClassSchema } from "./run-error.js";
import { joinModeSchema, permissionModeSchema } from "./settings/agent.js";
import { UNHEARD_REASONS } from "./unheard.js";
import { usageSchema } from "./usage.js";
import { LANGUAGES, MESSAGE_SOURCES, MESSAGE_STATES, RUN_STATES } from "./vocabulary.js";
import { waitFactSchema } from "./wait-fact.js";

export const messageStateSchema = z.enum(MESSAGE_STATES);
export type MessageState = z.infer<typeof messageStateSchema>;

/**
 * The origin of a message: a person, another agent, a chat-room post, a step of an explicit chain, or a requested
 * summary.
 */
export const messageKindSchema = z.enum(["user", "handoff", "room", "chain", "summary", "node"]);
export type MessageKind = z.infer<typeof messageKindSchema>;

/**
 * What a message comes from, finer than its kind: also a schedule, a heartbeat, the board of tasks, the plan of an agent, or a
 * repetition of another message. Absent in answers of earlier releases.
 */
export const messageSourceSchema = z.enum(MESSAGE_SOURCES).optional();
export type MessageSource = (typeof MESSAGE_SOURCES)[number];

export const runStateSchema = z.enum(RUN_STATES);
export type RunState = z.infer<typeof runStateSchema>;

export const conversationStateSchema = z.enum(["open", "closed", "cancelled"]);
export type ConversationState = z.infer<typeof conversationStateSchema>;

/** Milliseconds since the epoch. */
export const timeSchema = z.number().int();

/**
 * Agents whose answers a message joins: TinyAGI asks with it for the one reply of a conversation. Null for every other
 * message.
 */
export const joinsSchema = z.array(z.string()).nullable();

/** What a list calls a piece of work: the first line of its author's words. Absent in answers of earlier releases. */
export const titleSchema = z.string().optional();

/** What helps after a failure. Pages draw a button, chats and terminals a command. */
export const failureActionSchema = z.object({
  /**
   * `retry`: the dead letters in `args` are retried. `retry_sub_agent`: in the run of the first argument, the sub-agent of
   * the second. `raise_budget`: the scope in the first argument, by the options in the others.
   */
  command: z.enum(["retry", "retry_sub_agent", "raise_budget"]),
  args: z.array(z.string()),
});
export type FailureAction = z.infer<typeof failureActionSchema>;

/** Why a message failed, was cancelled or is tried again. */
export const failureViewSchema = z.object({
  /** One of `RUN_ERROR_CLASSES`. */
  class: z.string(),
  /** Finer than the class; null where nobody recorded it. */
  cause: failureCauseSchema.nullable(),
  /** What happened, without a command. */
  message: z.string(),
  /** Who or what cancelled it. Absent for other failures, and in answers of earlier releases. */
  cancelled: cancelFactSchema.optional(),
  /** What helps now; null for nothing but time. */
  action: failureActionSchema.nullable(),
});
export type FailureView = z.infer<typeof failureViewSchema>;
/** Absent in answers of earlier releases. */
export const failureSchema = failureViewSchema.nullable().optional();

export const messageViewSchema = z.object({
  id: z.number().int(),
  messageId: z.string(),
  conversationId: z.string(),
  agent: z.string(),
  kind: messageKindSchema,
  source: messageSourceSchema,
  fromAgent: z.string().nullable(),
  team: z.string().nullable(),
  status: messageStateSchema,
  attempts: z.number().int(),
  interruptions: z.number().int(),
  hop: z.number().int(),
  /** What its agent reads. `own` and `shared` are what its author wrote: for the agent alone, and for several. */
  text: z.string(),
  title: titleSchema,
  own: z.string().optional(),
  shared: z.string().nullable().optional(),
  error: z.object({ class: runErrorClassSchema, message: z.string() }).nullable(),
  failure: failureSchema,
  notBefore: timeSchema.nullable(),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});
export type MessageView = z.infer<typeof messageViewSchema>;

/** What a live run has written so far; of a long text its newest words. */
export const writtenTextSchema = z.object({
  text: z.string(),
  /** Where it ends in all that the run wrote, in characters: the same as in `run.progressed`. */
  end: z.number().int(),
});
export type WrittenText = z.infer<typeof writtenTextSchema>;

export const runViewSchema = z.object({
  runId: z.string(),
  parentRunId: z.string().nullable(),
  rootRunId: z.string(),
  conversationId: z.string(),
  messageRowId: z.number().int(),
  depth: z.number().int(),
  agent: z.string(),
  harness: z.string(),
  provider: z.string(),
  model: z.string().nullable(),
  /** How much its model thinks; null for what the program does by itself. Absent in answers of earlier releases. */
  effort: effortSchema.nullable().optional(),
  /** Version of the agent CLI; null for a harness without one, until it is known, and in runs of earlier releases. */
  harnessVersion: z.string().nullable(),
  /** Which login of the provider it used; null where the provider has only one. Absent in answers of earlier releases. */
  login: z.string().nullable().optional(),
  /** What the agent was permitted when the run began; null in runs of earlier releases. */
  permissions: permissionModeSchema.nullable(),
  /** How it came to its program. Only in the answer for one run; absent until it has one, and in answers of earlier releases. */
  start: agentStartSchema.optional(),
  /** Milliseconds until its program had the prompt. Absent as `start` is, and until then. */
  startMs: z.number().int().optional(),
  attempt: z.number().int(),
  status: runStateSchema,
  output: z.string().nullable(),
  error: z.object({ class: runErrorClassSchema, message: z.string() }).nullable(),
  sessionId: z.string().nullable(),
  usage: usageSchema,
  /** How full the agent's context was after it. Null where it was not reported; absent in answers of earlier releases. */
  context: shownContextSchema.nullable().optional(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
});
export type RunView = z.infer<typeof runViewSchema>;

export const conversationViewSchema = z.object({
  id: z.string(),
  messageId: z.string(),
  channel: z.string(),
  sender: z.string(),
  senderId: z.string().nullable(),
  team: z.string().nullable(),
  join: joinModeSchema,
  status: conversationStateSchema,
  text: z.string(),
  title: titleSchema,
  followUpOf: z.string().nullable(),
  limitReached: z.string().nullable(),
  createdAt: timeSchema,
  closedAt: timeSchema.nullable(),
  /** Whether it has a reply that the operator has not read. Replies of earlier releases count as read. */
  unread: z.boolean(),
  /** Whether one of its agents waits for a decision of the operator. */
  waiting: z.boolean(),
  /** Whether an agent works on it now. An open one in which none does waits for its turn. */
  working: z.boolean(),
  /**
   * What its first open message waits for while no agent works on it; null when it works or has ended. Absent in answers of
   * earlier releases.
   */
  wait: waitFactSchema.nullable().optional(),
  /** Who got its first message; null when retention has removed that. */
  agent: z.string().nullable(),
  /**
   * The thread that it belongs to: what one person or chat wrote to one agent or team, on one channel. Null for work that no
   * person goes on writing to, such as that of a schedule. Absent in answers of earlier releases.
   */
  thread: z
    .object({
      /** The same in all conversations of the thread. */
      key: z.string(),
      /** `team:<id>` or `agent:<id>`: who it is with. */
      with: z.string(),
      /** The thread that the client named in `metadata.thread`; null for none. */
      id: z.string().nullable(),
    })
    .nullable()
    .optional(),
});
export type ConversationView = z.infer<typeof conversationViewSchema>;

/** What one agent contributed to a reply. */
export const replyPartSchema = z.object({
  agent: z.string(),
  /** The run of its answer; without an answer, that of its failure; null when it has not run. */
  runId: z.string().nullable(),
  /** Its answer as delivered, without heading and signature. */
  text: z.string().nullable(),
  /** The same as facts, where TinyAGI notes something about the answer: what the agent wrote, and the notes. */
  noted: z.object({ own: z.string().nullable(), notes: z.array(replyNoteSchema) }).optional(),
  failure: z
    .object({
      class: runErrorClassSchema,
      /** As delivered: what happened, and the command to retry it. */
      message: z.string(),
      /** What happened, without a command. Absent in answers of earlier releases. */
      reason: z.string().optional(),
      /** What helps; null for nothing. It stays what it was when the reply was written. */
      action: failureActionSchema.nullable().optional(),
      /** What to do before a retry, as a sentence. */
      advice: z.string().nullable(),
      /** Null when it failed before it ran. */
      runId: z.string().nullable(),
    })
    .nullable(),
  /** Why there is no answer yet. */
  waiting: z.string().nullable(),
});
export type ReplyPart = z.infer<typeof replyPartSchema>;

/** A recording that a message names: with its words, or the reason why there are none. */
export const recordingViewSchema = z.object({
  file: z.string(),
  seconds: z.number().optional(),
  text: z.string().optional(),
  reason: z.enum(UNHEARD_REASONS).optional(),
});
export type RecordingView = z.infer<typeof recordingViewSchema>;

export const conversationDetailSchema = conversationViewSchema.extend({
  /** Of what TinyAGI says in new replies. Absent in answers of earlier releases. */
  language: z.enum(LANGUAGES).optional(),
  messages: z.array(
    messageViewSchema.extend({
      /** The sub-agent that works on it, by its place in the graph: `root/rules/nl`. */
      node: z.string().optional(),
      /** What it waits for; null for a message that runs or has ended. Absent in answers of earlier releases. */
      wait: waitFactSchema.nullable().optional(),
    }),
  ),
  runs: z.array(
    runViewSchema.extend({
      /** Whether its log has tool calls or thinking. Retention removes them some day. */
      hasSteps: z.boolean(),
      /** Whether it waits for a decision of the operator. */
      waiting: z.boolean(),
      written: writtenTextSchema.optional(),
    }),
  ),
  /** What became of the recordings in its messages; absent without recordings. */
  recordings: z.array(recordingViewSchema).optional(),
  replies: z.array(
    z.object({
      id: z.number().int(),
      message: z.string(),
      agent: z.string().nullable(),
      /** Everyone whose work it contains, its author first; empty for an answer of TinyAGI itself. */
      agents: z.array(z.string()),
      /**
       * The parts of `message`, in its order. Null for an answer of TinyAGI itself, a reply of an earlier release, and one
       * that a plugin changed or that repeats another one in a linked chat.
       */
      parts: z.array(replyPartSchema).nullable(),
      /** Sentences of TinyAGI at the end of `message`, for example which limit stopped something; empty without parts. */
      notes: z.array(z.string()),
      /** The fact of each; null for a sentence of another part. Absent without facts. */
      noteFacts: z.array(replyNoteSchema.nullable()).optional(),
      files: z.array(z.string()),
      createdAt: timeSchema,
    }),
  ),
});
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;
