/**
 * The journal's event union. Names are dotted and in the past tense. Each event is written in the transaction of the
 * change it describes. `run.progressed`, `log.written` and `agent.programs` are live-only: never stored, without a sequence number.
 */
import { z } from "zod";
import { actIdSchema } from "./acts/act.js";
import { agentStartSchema } from "./agent-start.js";
import { approvalEvents } from "./approval.js";
import { artifactEvents } from "./artifact.js";
import { budgetEvents } from "./budget.js";
import { budgetFactSchema } from "./budget-fact.js";
import { companyEvents } from "./company.js";
import { effortSchema } from "./effort.js";
import { exposeEvents } from "./expose.js";
import { cancelFactSchema } from "./failure/cancel-fact.js";
import { limitCodeSchema, RUN_WRITE_KINDS } from "./limits.js";
import { programEvents } from "./open-programs.js";
import { fileWhySchema } from "./reply-note.js";
import { failureCauseSchema, runErrorClassSchema } from "./run-error.js";
import { permissionModeSchema } from "./settings/agent.js";
import { spawnEvents } from "./spawn-event.js";
import { steeringEvents } from "./steering.js";
import { taskEvents } from "./task.js";
import { transcriptEvents } from "./transcript.js";
import { usageSchema } from "./usage.js";
import { waitEvents } from "./wait.js";
import { channelWhySchema, handoffWhySchema, runWhySchema, scheduleWhySchema } from "./why.js";
import { hostWhySchema } from "./work-why.js";
import { workerEvents } from "./worker-event.js";

const text = z.string();
const scheduleEvent = z.object({ scheduleId: text, label: text, agent: text });
const events = {
  "conversation.opened": z
    .object({
      channel: text,
      sender: text,
      messageId: text,
      targets: z.array(text),
      team: text.nullable(),
      join: text,
      followUpOf: text.nullable(),
    })
    .describe("A person's message was accepted and opened a conversation."),
  "conversation.closed": z
    .object({ status: text, replies: z.number().int() })
    .describe("The conversation has no open message left, and its replies are queued. Sent once."),
  "conversation.read": z
    .object({ replyId: z.number().int() })
    .describe("The operator has read the replies of a conversation up to one of them."),
  "message.accepted": z
    .object({
      messageId: text,
      agent: text,
      kind: text,
      fromAgent: text.nullable(),
      channel: text,
      sender: text,
      preview: text,
      title: text
        .optional()
        .describe("What lists call the message: the first line of its author's words. Absent in old events."),
      incoming: text
        .optional()
        .describe("The person's text, shortened; only on the first message of the conversation."),
    })
    .describe("A message for one agent was stored and is durable."),
  "message.batched": z
    .object({ agent: text, into: z.number().int() })
    .describe("A room post is processed together with an earlier one, in the same run."),
  "message.extended": z
    .object({ agent: text, parts: z.number().int(), preview: text })
    .describe("More of its sender became part of a message that waits for it, or replaced a part."),
  "message.retrying": z
    .object({
      agent: text,
      attempt: z.number().int(),
      delayMs: z.number(),
      class: runErrorClassSchema,
      error: text,
      cause: failureCauseSchema.optional(),
    })
    .describe("An attempt failed and another one follows."),
  "message.died": z
    .object({
      agent: text,
      attempts: z.number().int(),
      class: runErrorClassSchema,
      error: text,
      crashes: z
        .number()
        .optional()
        .describe("How often the daemon stopped unexpectedly while it was processed."),
      origin: z
        .object({
          agentName: text,
          channel: text,
          sender: text,
          messageId: text,
          isTeamMessage: z.boolean(),
        })
        .optional()
        .describe(
          "The origin of the message, with the fields of `run.completed`; absent for posts that failed in the run of another post.",
        ),
    })
    .describe("A message used up its attempts and is now a dead letter."),
  "message.cancelled": z
    .object({
      agent: text,
      reason: text,
      why: cancelFactSchema.optional(),
      budget: budgetFactSchema.optional().describe("The budget that stopped or refused it."),
    })
    .describe("A message was cancelled before it was answered."),
  "message.resumed": z
    .object({ agent: text, budget: text })
    .describe(
      "A budget was raised, and a message that it had stopped or refused was put back into the queue.",
    ),
  "message.replayed": z
    .object({ agent: text, totalAttempts: z.number().int() })
    .describe("A dead letter was put back into the queue."),
  "message.deleted": z.object({ agent: text }).describe("A dead letter was deleted."),
  "token.created": z
    .object({
      id: text,
      channel: text,
      by: text.optional().describe("Absent in events of earlier releases."),
    })
    .describe("A token for a channel was issued."),
  "token.revoked": z
    .object({
      id: text,
      channel: text,
      by: text.optional().describe("Absent in events of earlier releases."),
    })
    .describe("A token of a channel was revoked."),
  "push.added": z
    .object({ device: text, name: text, service: text, by: text })
    .describe("A browser is notified from now on while no page of TinyOffice is open."),
  "push.removed": z
    .object({ device: text, name: text, by: text })
    .describe("A browser is notified no longer: a person removed it, it logged out, or it unsubscribed."),
  ...exposeEvents,
  ...workerEvents,
  "run.started": z
    .object({
      agent: text,
      agentName: text,
      fromAgent: text.nullable(),
      harness: text,
      provider: text,
      model: text.nullable(),
      login: text.optional().describe("Which login of the provider it uses. Absent if there is only one."),
      effort: effortSchema.optional().describe("How much the model thinks. Absent: what its program does."),
      chosen: z
        .literal(true)
        .optional()
        .describe("A person chose the model or the effort for this message alone."),
      permissions: permissionModeSchema.optional().describe("Absent in events of earlier releases."),
      attempt: z.number().int(),
      parentRunId: text.nullable(),
      rootRunId: text,
      depth: z.number().int(),
    })
    .describe("An agent starts to work on a message."),
  "run.spawned": z
    .object({
      agent: text,
      pid: z.number().int(),
      start: agentStartSchema
        .optional()
        .describe(
          "How the run came to the process. `reused`: it was open. Absent in events of earlier releases.",
        ),
    })
    .describe("The agent's process was started, or one that was open took the run."),
  "run.ready": z
    .object({
      agent: text,
      startMs: z
        .number()
        .int()
        .describe("Milliseconds since the run asked for its program, without the time of the model."),
    })
    .describe("The agent's program has taken the prompt."),
  "run.version_reported": z
    .object({ agent: text, version: text })
    .describe("The version of the agent CLI became known: it said it itself, or was asked for it."),
  "run.progressed": z
    .object({
      agent: text,
      agentName: text,
      text,
      delta: z.boolean(),
      messageId: text,
      end: z
        .number()
        .int()
        .optional()
        .describe("Where this text ends in all that the run has written, in characters."),
    })
    .describe("Text of a running agent; live only, never stored and without an id."),
  "run.thought": z
    .object({
      agent: text,
      text: text
        .optional()
        .describe("The model's own words, redacted and shortened; absent where the settings keep none."),
      durationMs: z.number().int().optional(),
    })
    .describe(
      "A running agent ended a part of its thinking. Not every harness and model shows its thinking.",
    ),
  "run.tool_started": z
    .object({ agent: text, name: text, callId: text.optional(), input: text.optional() })
    .describe("A running agent calls a tool."),
  "run.tool_completed": z
    .object({
      agent: text,
      name: text,
      callId: text.optional(),
      failed: z.boolean(),
      output: text.optional(),
    })
    .describe("The tool returned."),
  "run.model_completed": z
    .object({
      agent: text,
      model: text.optional(),
      durationMs: z.number().int(),
      usage: usageSchema.optional(),
      failed: z.boolean().optional(),
    })
    .describe("A model call of a running agent ended. Not every harness reports its calls."),
  "run.permission_denied": z.object({ agent: text, tool: text }).describe("A tool was denied to the agent."),
  "run.background_ended": z
    .object({ agent: text, count: z.number().int(), commands: z.array(text) })
    .describe("A run left work running in the background. TinyAGI ended it."),
  "run.context_compacted": z
    .object({
      agent: text,
      tokensBefore: z.number().int().optional(),
      tokensAfter: z.number().int().optional(),
    })
    .describe("The agent's context was nearly full. Its earlier conversation was summarised."),
  "run.effort_ignored": z
    .object({ agent: text, effort: effortSchema })
    .describe("The program or its model does not take the effort of the agent's settings. It works without."),
  "run.titled": z
    .object({ agent: text, title: text, model: text })
    .describe("The model for chores wrote a title for the message of the run. Its cost counts to the run."),
  "run.session_rebuilt": z
    .object({ agent: text, lostSessionId: text })
    .describe("The agent's session was lost; a new one was started."),
  "run.completed": z
    .object({
      agent: text,
      agentName: text,
      output: text,
      usage: usageSchema,
      durationMs: z.number(),
      channel: text,
      sender: text,
      messageId: text,
      isTeamMessage: z.boolean(),
    })
    .describe("The run's answer is stored."),
  "run.failed": z
    .object({
      agent: text,
      class: runErrorClassSchema,
      error: text,
      willRetry: z.boolean(),
      cause: failureCauseSchema.optional(),
    })
    .describe("The run ended without an answer."),
  "run.continued": z
    .object({
      agent: text,
      from: text.describe("The earlier run."),
      parentRunId: text.nullable(),
      rootRunId: text,
      depth: z.number().int(),
    })
    .describe(
      "A fork takes over the plan of an earlier run. This run stands for it in the tree of the fork; it used nothing.",
    ),
  "run.interrupted": z
    .object({ agent: text, reason: text, why: runWhySchema.optional() })
    .describe("The daemon or its agent host ended before the run; the message runs again."),
  "run.cancelled": z
    .object({
      agent: text,
      reason: text,
      why: runWhySchema.optional(),
      budget: budgetFactSchema.optional().describe("The budget that stopped it."),
    })
    .describe("The run was ended on request."),
  "handoff.created": z
    .object({
      fromAgent: text,
      toAgent: text,
      team: text.nullable(),
      hop: z.number().int(),
      messageRowId: z.number().int().optional().describe("The message that the other agent gets."),
    })
    .describe("An agent handed work to another."),
  "handoff.denied": z
    .object({ fromAgent: text, toAgent: text, reason: text, why: handoffWhySchema.optional() })
    .describe("A handoff to an agent outside its teams was denied."),
  "room.posted": z
    .object({ team: text, fromAgent: text, roomMessageId: z.number().int(), preview: text })
    .describe("Something was posted in a team's chat room."),
  "room.read": z
    .object({ team: text, roomMessageId: z.number().int() })
    .describe("The operator has read a chat room up to a post."),
  "file.denied": z
    .object({ agent: text, reason: text, why: fileWhySchema.optional() })
    .describe("A file that an agent wanted to send was refused."),
  "limit.reached": z
    .object({
      code: limitCodeSchema,
      fromAgent: text,
      toAgent: text.nullable(),
      limit: z.number(),
    })
    .describe("A limit stopped further messages in the conversation."),
  "run.limited": z
    .object({
      agent: text,
      kind: z.enum(RUN_WRITE_KINDS),
      scope: z.enum(["run", "agent", "all"]),
      unit: z.enum(["writes", "bytes"]),
      limit: z.number(),
    })
    .describe("A run had the daemon store as much as it may; further writes of this kind are refused."),
  "reply.queued": z
    .object({
      outboxId: z.number().int(),
      channel: text,
      sender: text,
      agent: text.nullable(),
      messageId: text,
      length: z.number().int(),
      text,
    })
    .describe("A reply waits for its channel."),
  "reply.delivered": z
    .object({ outboxId: z.number().int(), channel: text, messageId: text })
    .describe("The channel delivered the reply."),
  "reply.failed": z
    .object({
      outboxId: z.number().int(),
      channel: text,
      attempts: z.number().int(),
      error: text,
      dead: z.boolean(),
    })
    .describe("The channel could not deliver the reply."),
  "reply.retried": z
    .object({ outboxId: z.number().int(), channel: text, by: text })
    .describe("A person had the reply sent again."),
  "schedule.fired": scheduleEvent
    .extend({ dueAt: z.number(), byHand: z.boolean() })
    .describe("A schedule's message was accepted."),
  "schedule.skipped": scheduleEvent
    .extend({ dueAt: z.number(), reason: text, why: scheduleWhySchema.optional() })
    .describe("A schedule was due and nothing was sent."),
  "schedule.failed": scheduleEvent
    .extend({ dueAt: z.number(), reason: text, why: scheduleWhySchema.optional() })
    .describe("A schedule was due and its message could not be accepted."),
  "schedule.changed": scheduleEvent
    .extend({ change: z.enum(["created", "changed", "removed"]), by: text })
    .describe("A schedule was created, changed or removed."),
  "confirmation.given": z
    .object({ id: text, act: actIdSchema, paths: z.array(text), by: text })
    .describe("A person got the code that confirms an act of a page. The journal does not contain the code."),
  "confirmation.used": z
    .object({ id: text, act: actIdSchema, paths: z.array(text) })
    .describe("A page used the code: what the person confirmed was done."),
  "backup.made": z
    .object({ name: text, bytes: z.number() })
    .describe("The daily backup was made and verified."),
  "backup.failed": z
    .object({ stage: z.enum(["make", "copy"]), reason: text, place: text.nullable() })
    .describe(
      "The daily backup could not be made, or not be copied to its target. Recorded once for each cause.",
    ),
  "pairing.requested": z
    .object({ channel: text, senderId: text, sender: text, expiresAt: z.number() })
    .describe("A stranger wrote and received a code. The journal does not contain the code."),
  "pairing.approved": z
    .object({
      channel: text,
      senderId: text,
      sender: text,
      role: text,
      by: text,
      waited: z.boolean().optional().describe("Whether the sender wrote before and waited for this."),
    })
    .describe("A sender may write from now on."),
  "pairing.role_changed": z
    .object({ channel: text, senderId: text, role: text, by: text })
    .describe("An approved sender became owner or member."),
  "pairing.dismissed": z
    .object({ channel: text, senderId: text, by: text })
    .describe("A stranger was rejected."),
  "pairing.revoked": z
    .object({ channel: text, senderId: text, by: text })
    .describe("An approval was revoked."),
  "pairing.linked": z
    .object({
      channel: text,
      senderId: text,
      linkedTo: z.object({ channel: text, senderId: text }),
      by: text,
    })
    .describe("A sender was linked to another one: one person writes as both."),
  "pairing.unlinked": z
    .object({ channel: text, senderId: text, by: text })
    .describe("A sender was taken out of the person it was linked to."),
  "channel.changed": z
    .object({
      channel: text,
      state: text,
      reason: text.optional(),
      why: channelWhySchema.optional(),
      renewed: z.boolean().optional().describe("Only the code that links the account is another one."),
    })
    .describe("A channel connected, lost its connection, stopped, or needs a person."),
  "plugin.allowed": z
    .object({ plugin: text, digest: text, author: text })
    .describe("An operator approved a plugin with exactly this content."),
  "plugin.denied": z.object({ plugin: text, author: text }).describe("The approval of a plugin was revoked."),
  "plugin.crashed": z
    .object({ plugin: text, digest: text, error: text })
    .describe(
      "An uncaught error of a plugin ended the daemon. The plugin does not run until it is approved again. Sent at the next start.",
    ),
  "plugin.failed": z
    .object({
      plugin: text,
      hook: text,
      reason: z.enum(["error", "timeout", "invalid"]),
      error: text,
      disabled: z.boolean(),
    })
    .describe("A plugin's hook failed; the message continued unchanged."),
  "skill.installed": z
    .object({ agent: text, skill: text, ref: text, digest: text, author: text })
    .describe("A skill was installed in an agent's workspace."),
  "skill.removed": z
    .object({ agent: text, skill: text, author: text })
    .describe("A skill was removed from an agent's workspace."),
  "settings.changed": z
    .object({ author: text, revision: z.number().int(), paths: z.array(text) })
    .describe("Changed settings are active."),
  "settings.rejected": z
    .object({ reason: text })
    .describe("The settings file is not valid; the last good settings stay active."),
  "database.commits_missing": z
    .object({ events: z.number().int(), until: z.number() })
    .describe(
      "The daemon started on a database whose log was deleted or truncated: so many events recorded up to that time are missing.",
    ),
  "daemon.started": z
    .object({ bootId: text, version: text, recovered: z.number().int() })
    .describe("The daemon is ready."),
  "host.crashed": z
    .object({
      pid: z.number().int(),
      reason: text,
      why: hostWhySchema.optional(),
      runs: z.number().int(),
      recent: z.number().int(),
    })
    .describe(
      "The process that runs agents died. The messages of its runs run again. `recent` counts its crashes of the last minute.",
    ),
  "dispatch.paused": z
    .object({ reason: text, why: hostWhySchema.optional(), resumesInMs: z.number() })
    .describe("The agent host crashed five times within a minute, so no message is dispatched for a while."),
  "provider.paused": z
    .object({
      provider: text,
      class: runErrorClassSchema,
      reason: text,
      resumesInMs: z.number(),
      cause: failureCauseSchema.optional(),
      login: text.optional().describe("Only this login of the provider is paused."),
      model: text.optional().describe("Only this model of the provider is paused."),
      place: text.optional().describe("The worker on which it is paused. Without it, the daemon's machine."),
      continuesWith: text.optional().describe("The login that is used instead."),
    })
    .describe("A provider failed repeatedly or has no quota left. Messages for it wait, or use a fallback."),
  "provider.resumed": z
    .object({ provider: text, login: text.optional(), model: text.optional(), place: text.optional() })
    .describe("A run got an answer of a paused provider; messages for it run again."),
  "clock.jumped": z
    .object({
      kind: z
        .enum(["asleep", "set", "zone"])
        .describe("The machine slept or the daemon was stopped; the clock was set; only the zone changed."),
      seconds: z.number().int().describe("How long it slept, or how far the clock was set; negative: back."),
    })
    .describe("Time did not go on as timers expect. What waits for a date looks at the clock again."),
  "dispatch.resumed": z.object({}).describe("An agent host runs again, and messages are dispatched."),
  "log.written": z
    .object({
      line: text.describe("The entry as in `GET /api/logs`."),
      missed: z
        .number()
        .int()
        .describe("How many entries before it were not sent, because they came too fast."),
    })
    .describe("The daemon wrote an entry to its log; live only, never stored and without an id."),
  "daemon.stopping": z
    .object({ bootId: text, signal: text })
    .describe("The daemon was asked to stop and lets running agents finish."),
  ...spawnEvents,
  ...approvalEvents,
  ...budgetEvents,
  ...waitEvents,
  ...steeringEvents,
  ...programEvents,
  ...taskEvents,
  ...transcriptEvents,
  ...companyEvents,
  ...artifactEvents,
} as const;

export type EventType = keyof typeof events;
export type EventData<T extends EventType> = z.infer<(typeof events)[T]>;

/** Schema of each event's `data`, by type. */
export const EVENT_SCHEMAS: { readonly [T in EventType]: (typeof events)[T] } = events;
export const EVENT_TYPES = Object.keys(events) as EventType[];

/** Ids that relate an event to a conversation, run or message; absent when they do not apply. */
export interface EventScope {
  conversationId?: string;
  runId?: string;
  messageRowId?: number;
  agentId?: string;
}

/** A journal row. `seq` is the SSE event id; live-only events have none. */
export type JournalEvent = {
  [T in EventType]: EventScope & { seq?: number; type: T; time: number; data: EventData<T> };
}[EventType];
