/** What an event says in one line. An event without words of its own is named by its type. */
import { type EventData, type EventType, unheardWords } from "@tinyagi/contracts";
import type { Money } from "../../lib/format/money";
import { count } from "../../lib/format/text";

/** How times and amounts are written. Given, because they are written with words of the locale themselves. */
export interface Formats {
  duration: (ms: number) => string;
  money: (spent: Money) => string;
}

type EventWords = { readonly [T in EventType]?: (data: EventData<T>, formats: Formats) => string };

/** The first revision changes nothing: it is what was there. */
const settings = (paths: readonly string[]): string =>
  paths.length === 0 ? "settings read for the first time" : `settings changed: ${paths.join(", ")}`;

const partOf = ({ provider, login, model }: EventData<"provider.resumed">): string => {
  if (login !== undefined) return `${provider} (login ${login})`;
  return model === undefined ? provider : `${provider} (model ${model})`;
};

/** `conversation:conv_1` is an id that nobody reads. */
const ofBudget = (budget: string): string => {
  const [kind = "", id = ""] = budget.split(":", 2);
  if (kind === "conversation") return "budget of a conversation";
  return id === "" ? `budget of the ${kind}` : `budget of the ${kind} @${id}`;
};

export const events = {
  settings,
  byType: {
    "conversation.opened": ({ sender, channel }) => `${sender} wrote on ${channel}`,
    "conversation.closed": ({ replies }) => `conversation closed, ${count(replies, "reply", "replies")}`,
    "conversation.read": () => "read by you",
    "message.accepted": ({ agent, fromAgent, preview }) =>
      `message for @${agent}${fromAgent === null ? "" : ` from @${fromAgent}`}: ${preview}`,
    "message.retrying": ({ attempt, delayMs, error }, { duration }) =>
      `attempt ${attempt + 1} in ${duration(delayMs)}: ${error}`,
    "message.died": ({ attempts, error }) =>
      `became a dead letter after ${count(attempts, "attempt")}: ${error}`,
    "message.cancelled": ({ reason }) => `message cancelled: ${reason}`,
    "message.resumed": ({ budget }) => `message continues, the ${ofBudget(budget)} was raised`,
    "message.replayed": () => "dead letter put back into the queue",
    "message.deleted": () => "dead letter deleted",
    "token.created": ({ channel }) => `token for ${channel} created`,
    "token.revoked": ({ channel }) => `token for ${channel} revoked`,
    "run.started": ({ provider, model, attempt }) =>
      `run started with ${provider}${model === null ? "" : ` ${model}`}${attempt > 1 ? `, attempt ${attempt}` : ""}`,
    "run.spawned": ({ pid }) => `process ${pid} started`,
    "run.version_reported": ({ version }) => `version ${version}`,
    "run.thought": ({ text = "", durationMs }, { duration }) =>
      `thought${durationMs === undefined ? "" : ` for ${duration(durationMs)}`} ${text}`,
    "run.tool_started": ({ name, input = "" }) => `${name} ${input}`,
    "run.tool_completed": ({ name, failed, output = "" }) =>
      `${name} ${failed ? "failed" : "done"} ${output}`,
    "run.model_completed": ({ model = "model", durationMs, failed }, { duration }) =>
      `${model} ${failed === true ? "failed after" : "answered in"} ${duration(durationMs)}`,
    "run.limited": ({ kind, limit, unit }) => `May write no more ${kind}: limit ${limit} ${unit}`,
    "run.permission_denied": ({ tool }) => `${tool} was not permitted`,
    "run.background_ended": ({ count, commands }) =>
      `${count === 1 ? "1 process" : `${count} processes`} in the background ended with the run: ${commands.join("; ")}`,
    "run.context_compacted": ({ tokensBefore }) =>
      `context nearly full${tokensBefore === undefined ? "" : ` (${tokensBefore} tokens)`}: earlier conversation summarised`,
    "run.completed": ({ durationMs, usage }, { duration, money }) =>
      `answered in ${duration(durationMs)}${usage.costUsd === undefined ? "" : `, ${money(usage)}`}`,
    "run.failed": ({ error, willRetry }) => `run failed${willRetry ? ", tries again" : ""}: ${error}`,
    "run.interrupted": ({ reason }) => `run interrupted: ${reason}`,
    "run.cancelled": ({ reason }) => `run cancelled: ${reason}`,
    "handoff.created": ({ fromAgent, toAgent }) => `@${fromAgent} handed work to @${toAgent}`,
    "handoff.denied": ({ toAgent, reason }) => `may not hand work to @${toAgent}: ${reason}`,
    "room.posted": ({ team, preview }) => `post in #${team}: ${preview}`,
    "recording.transcribed": ({ name, text }) => `${name ?? "a recording"} was transcribed: ${text}`,
    "recording.not_transcribed": ({ name, reason }) =>
      `${name ?? "a recording"} was not transcribed: ${unheardWords(reason)}`,
    "file.denied": ({ reason }) => `a file was refused: ${reason}`,
    "reply.queued": ({ channel, text }) => `reply for ${channel}: ${text}`,
    "reply.delivered": ({ channel }) => `reply delivered on ${channel}`,
    "reply.failed": ({ channel, attempts, error, dead }) =>
      `reply on ${channel} ${dead ? "given up" : "not delivered"}, attempt ${attempts}: ${error}`,
    "schedule.fired": ({ label }) => `schedule ${label} sent its message`,
    "schedule.skipped": ({ label, reason }) => `schedule ${label} skipped: ${reason}`,
    "schedule.failed": ({ label, reason }) => `schedule ${label} failed: ${reason}`,
    "schedule.changed": ({ label, change }) => `schedule ${label} ${change}`,
    "confirmation.given": ({ act, by }) => `${by} got the code to confirm: ${act}`,
    "confirmation.used": ({ act, paths }) => `confirmed by a code: ${act}, ${paths.join(", ")}`,
    "backup.made": ({ name }) => `backup ${name} made`,
    "backup.failed": ({ stage, place, reason }) =>
      `the daily backup was not ${stage === "make" ? "made" : `copied to ${place}`}: ${reason}`,
    "pairing.requested": ({ channel, sender }) => `stranger ${sender} wrote on ${channel}`,
    "pairing.approved": ({ channel, sender, role }) => `${sender} may write on ${channel} as ${role}`,
    "pairing.role_changed": ({ channel, senderId, role }) => `${senderId} on ${channel} is now ${role}`,
    "pairing.dismissed": ({ channel, senderId }) => `${senderId} on ${channel} was rejected`,
    "pairing.revoked": ({ channel, senderId }) => `${senderId} may no longer write on ${channel}`,
    "channel.changed": ({ channel, state, reason }) =>
      `${channel} ${state}${reason === undefined ? "" : `: ${reason}`}`,
    "pairing.linked": ({ channel, senderId }) => `${senderId} on ${channel} is linked`,
    "pairing.unlinked": ({ channel, senderId }) => `${senderId} on ${channel} is no longer linked`,
    "project.created": ({ name }) => `project ${name} created`,
    "project.updated": ({ name }) => `project ${name} changed`,
    "project.deleted": ({ name }) => `project ${name} deleted`,
    "task.created": ({ identifier, title }) => `task ${identifier} created: ${title}`,
    "task.updated": ({ identifier, fields }) => `task ${identifier}: ${fields.join(", ")} changed`,
    "task.reordered": ({ columns, by }) => `${by} put tasks of ${columns.join(", ")} into another order`,
    "task.deleted": ({ identifier }) => `task ${identifier} deleted`,
    "task.commented": ({ identifier, by }) => `${by} commented on task ${identifier}`,
    "task.comment_deleted": ({ identifier }) => `a comment on task ${identifier} deleted`,
    "task.dispatched": ({ identifier, assignee }) => `task ${identifier} sent to @${assignee}`,
    "task.dispatch_failed": ({ identifier, assignee, error }) =>
      `task ${identifier} was not sent to @${assignee}: ${error}`,
    "plugin.allowed": ({ plugin }) => `plugin ${plugin} approved`,
    "plugin.denied": ({ plugin }) => `approval of plugin ${plugin} revoked`,
    "plugin.crashed": ({ plugin, error }) => `plugin ${plugin} crashed: ${error}`,
    "plugin.failed": ({ plugin, hook, error }) => `plugin ${plugin}, hook ${hook} failed: ${error}`,
    "skill.installed": ({ agent, skill }) => `skill ${skill} installed for @${agent}`,
    "skill.removed": ({ agent, skill }) => `skill ${skill} removed from @${agent}`,
    "settings.changed": ({ paths }) => settings(paths),
    "settings.rejected": ({ reason }) => `settings refused: ${reason}`,
    "daemon.started": ({ version }) => `TinyAGI ${version} started`,
    "daemon.stopping": ({ signal }) => `TinyAGI stops (${signal})`,
    "clock.jumped": ({ kind, seconds }) =>
      kind === "asleep"
        ? `this machine slept, or the daemon was stopped, for ${seconds} s`
        : kind === "set"
          ? `the clock was set ${Math.abs(seconds)} s ${seconds < 0 ? "back" : "ahead"}`
          : "the time zone of this machine changed",
    "host.crashed": ({ reason }) => `the agent host crashed: ${reason}`,
    "dispatch.paused": ({ reason }) => `no message is dispatched: ${reason}`,
    "provider.paused": ({ reason, ...part }) => `${partOf(part)} paused: ${reason}`,
    "provider.resumed": (part) => `${partOf(part)} answers again`,
    "approval.requested": ({ title }) => `asks you: ${title}`,
    "approval.answered": ({ status, by }) => `${status} by ${by}`,
    "budget.warning": ({ budget, used, limit, resource }) =>
      `${ofBudget(budget)}: ${used} of ${limit} ${resource} used`,
    "budget.exceeded": ({ budget, action, used, limit, resource }) =>
      `${ofBudget(budget)} is used up (${used} of ${limit} ${resource}), ${action}`,
    "budget.extended": ({ budget, added }, { money }) =>
      `${ofBudget(budget)} raised by ${Object.entries(added)
        .map(([name, value]) => (name === "usd" ? money({ costUsd: value ?? 0 }) : `${value} ${name}`))
        .join(", ")}`,
    "node.failed": ({ node, error }) => `sub-agent ${node} failed: ${error}`,
    "node.completed": ({ node }) => `sub-agent ${node} done`,
    "node.started": ({ node }) => `sub-agent ${node} queued`,
    "steering.injected": ({ preview }) => `continues with: ${preview}`,
    "steering.redirected": ({ preview }) => `now works on: ${preview}`,
    "steering.paused": () => "paused",
    "steering.resumed": () => "resumed",
    "steering.cancelled": () => "cancelled",
  } satisfies EventWords,
};
