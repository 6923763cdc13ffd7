import {
  type EventData,
  HERE,
  nodeName,
  nodePath,
  ROOT_NODE,
  type SteerRefusal,
  unheardWords,
  WORKTREE_REFUSALS,
} from "@tinyagi/contracts";
import { cancelText, endsEn } from "../reasons/end-words.js";
import { agentStartEn } from "./agent-start-words.js";
import { counted } from "./counted.js";
import type { EventWords, RunsOn } from "./event-words.js";

/** `#room`, or an agent. */
const target = (name: string): string => (name.startsWith("#") ? name : `@${name}`);

const settings = (paths: readonly string[]): string =>
  paths.length === 0 ? "settings read for the first time" : `settings changed: ${paths.join(", ")}`;

/** A provider, or the login or model of it that is meant. */
const toPart = ({ provider, login, model, place }: EventData<"provider.resumed">): string => {
  const at = place === undefined ? provider : `${provider} on ${place}`;
  if (login !== undefined) return `${at} (login ${login})`;
  return model === undefined ? at : `${at} (model ${model})`;
};

const runsOn = ({ provider, model, harness, login, effort, chosen }: RunsOn): string => {
  const program = harness === "" || harness === provider ? "" : ` in ${harness}`;
  const thinking = effort === undefined ? "" : `, effort ${effort}`;
  const own = chosen === true ? " (chosen for this message)" : "";
  return `${provider}${model === null ? "" : ` ${model}`}${program}${thinking}${own}${login === undefined ? "" : `, login ${login}`}`;
};

const BUDGET_ACTS = {
  refused: "was not started",
  stopped: "was stopped",
  continued: "continues",
  asked: "waits for a person",
} as const;

const PLANS = {
  fits: "it fits its budgets",
  asked: "a person decides",
  refused: "it does not fit its budgets",
} as const;

const REFUSALS: Readonly<Record<SteerRefusal, string>> = {
  ended: "its work has ended",
  already_paused: "it is paused already",
  not_paused: "it is not paused",
  not_working: "it does not work at the moment",
  too_many_texts: "it has taken as many texts as it may",
  no_text: "the text is missing",
};

const WAITS = { answer: "an answer", sub_agents: "its sub-agents", person: "a person" } as const;

/** A story leaves out texts, and old events have no title. */
const after = (text?: string): string => (text === undefined || text === "" ? "" : `: ${text}`);

const machine = (place: string): string => (place === HERE ? "this machine" : `the worker ${place}`);

/** Events in English. */
export const events: EventWords = {
  settings,
  unheard: unheardWords,
  sentences: {
    "conversation.opened": ({ sender, channel }) => `${sender} wrote on ${channel}`,
    "conversation.closed": ({ replies }) => `conversation closed, ${counted(replies, "reply", "replies")}`,
    "conversation.read": () => "read by you",
    "message.accepted": ({ agent, fromAgent, sender, channel, preview, title }) =>
      `message for @${agent} from ${fromAgent === null ? `${sender} on ${channel}` : `@${fromAgent}`}${after(title ?? preview)}`,
    "message.batched": ({ agent, into }, f) => `${f.agent(agent)}reads a post together with message ${into}`,
    "message.extended": ({ agent, preview }) => `the message for @${agent} was extended: ${preview}`,
    "message.retrying": ({ agent, attempt, delayMs, error }, f) =>
      `${f.agent(agent)}attempt ${attempt + 1} in ${f.duration(delayMs)}: ${error}`,
    "message.died": ({ agent, attempts, error, crashes }, f) =>
      `${f.agent(agent)}failed permanently after ${counted(attempts, "attempt")}: ${crashes === undefined ? error : endsEn.crashed(crashes)}`,
    "message.cancelled": ({ agent, reason, why, budget }, f) =>
      `${f.agent(agent)}was cancelled: ${budget !== undefined ? f.usedUp(budget) : why === undefined ? reason : cancelText(why)}`,
    "message.resumed": ({ agent, budget }, f) =>
      `${f.agent(agent)}continues: ${f.budget({ budget })} was raised`,
    "message.replayed": ({ agent }) => `the dead letter of @${agent} was retried`,
    "message.deleted": ({ agent }) => `the dead letter of @${agent} was deleted`,
    "token.created": ({ channel }) => `token for ${channel} created`,
    "token.revoked": ({ channel }) => `token for ${channel} revoked`,
    "push.added": ({ name }) => `browser ${name} is notified`,
    "push.removed": ({ name }) => `browser ${name} is notified no longer`,
    "expose.started": ({ url }) => `TinyOffice is reached from elsewhere: ${url}`,
    "expose.interrupted": ({ via }) => `the tunnel of ${via} ended and is started again`,
    "expose.stopped": ({ problem }) =>
      problem === null
        ? "No tunnel to TinyOffice is open"
        : `No tunnel to TinyOffice is open: the tunnel failed (${problem})`,
    "worker.invited": ({ worker }) => `machine invited as worker ${worker}`,
    "worker.joined": ({ worker }) => `worker ${worker} joined`,
    "worker.came": ({ worker }) => `worker ${worker} is online`,
    "worker.went": ({ worker }) => `worker ${worker} is away; messages for its agents wait`,
    "worker.removed": ({ worker }) => `worker ${worker} removed`,
    "agent.move_started": ({ agent, from, to }, f) =>
      `${f.agent(agent)}is being moved from ${machine(from)} to ${machine(to)}`,
    "agent.moved": ({ agent, to, forced }, f) =>
      `${f.agent(agent)}works on ${machine(to)} now, with a new session${forced ? " and without its files" : ""}`,
    "agent.move_failed": ({ agent, from, cancelled }, f) =>
      `${f.agent(agent)}stays on ${machine(from)}: its move ${cancelled ? "was cancelled" : "failed"}`,
    "agent.move_undone": ({ agent, to }, f) =>
      `${f.agent(agent)}works on ${machine(to)} again: its move was undone`,
    "run.started": ({ agent, fromAgent, attempt, ...on }, f) =>
      `${f.agent(agent)}started${fromAgent === null ? "" : ` (for @${fromAgent})`} with ${runsOn(on)}${attempt > 1 ? `, attempt ${attempt}` : ""}`,
    "run.spawned": ({ agent, pid, start }, f) =>
      `${f.agent(agent)}process ${pid}${start === undefined ? " started" : `: ${agentStartEn[start] ?? start}`}`,
    "run.ready": ({ agent, startMs }, f) => `${f.agent(agent)}program ready after ${f.duration(startMs)}`,
    "run.version_reported": ({ agent, version }, f) => `${f.agent(agent)}has version ${version}`,
    "run.progressed": ({ agent, text }, f) => `${f.agent(agent)}${text}`,
    "run.thought": ({ agent, text = "", durationMs }, f) =>
      `${f.agent(agent)}thought${durationMs === undefined ? "" : ` for ${f.duration(durationMs)}`} ${text}`,
    "run.tool_started": ({ agent, name, input }, f) => `${f.agent(agent)}${f.tool({ name, input })}`,
    "run.tool_completed": ({ agent, name, failed, output = "" }, f) =>
      `${f.agent(agent)}${f.tool({ name })}: ${failed ? "failed" : "done"} ${output}`,
    "run.model_completed": ({ agent, model = "model", durationMs, failed }, f) =>
      `${f.agent(agent)}${model} ${failed === true ? "failed after" : "answered in"} ${f.duration(durationMs)}`,
    "run.limited": ({ agent, kind, limit, unit }, f) =>
      `${f.agent(agent)}may write no more ${kind}: limit ${limit} ${unit}`,
    "run.permission_denied": ({ agent, tool }, f) => `${f.agent(agent)}may not use ${tool}`,
    "run.background_ended": ({ agent, count, commands }, f) =>
      `${f.agent(agent)}left work running in the background, which was ended: ${counted(count, "program")}${commands.length === 0 ? "" : ` (${commands.join("; ")})`}`,
    "run.context_compacted": ({ agent, tokensBefore }, f) =>
      `${f.agent(agent)}summarised its earlier conversation, because its context was nearly full${tokensBefore === undefined ? "" : ` (${tokensBefore} tokens)`}`,
    "run.effort_ignored": ({ agent, effort }, f) =>
      `${f.agent(agent)}works without effort ${effort}, which its model does not take`,
    "run.titled": ({ title, model }) => `${model} wrote the title “${title}”`,
    "run.session_rebuilt": ({ agent }, f) => `${f.agent(agent)}lost its session and started a new one`,
    "run.continued": ({ agent, from }, f) => `${f.agent(agent)}takes over the plan of ${from}`,
    "run.completed": ({ agent, durationMs, usage }, f) => {
      const figures = f.usage(usage);
      return `${f.agent(agent)}done in ${f.duration(durationMs)}${figures === "" ? "" : `, ${figures}`}`;
    },
    "run.failed": ({ agent, error, willRetry }, f) =>
      `${f.agent(agent)}failed${willRetry ? ", retrying" : ""}: ${error}`,
    "run.interrupted": (data, f) => `${f.agent(data.agent)}interrupted: ${f.why(data)}`,
    "run.cancelled": (data, f) =>
      `${f.agent(data.agent)}cancelled: ${data.budget === undefined ? f.why(data) : f.usedUp(data.budget)}`,
    "handoff.created": ({ fromAgent, toAgent }) => `@${fromAgent} hands over to @${toAgent}`,
    "handoff.denied": (data, f) =>
      `@${data.fromAgent} may not hand over to ${target(data.toAgent)}: ${f.why(data)}`,
    "room.posted": ({ fromAgent, team, preview }) => `@${fromAgent} in #${team}: ${preview}`,
    "room.read": ({ team }) => `#${team} read by you`,
    "recording.transcribed": ({ agent, name, text, by }, f) =>
      `${f.agent(agent)}heard ${name ?? "a recording"}, transcribed by ${by}${after(text)}`,
    "recording.not_transcribed": ({ agent, name, reason }, f) =>
      `${f.agent(agent)}got ${name ?? "a recording"} without a transcript: ${unheardWords(reason)}`,
    "company.note_changed": ({ path, change, author }) =>
      `${author} ${change} the note ${path} of the company`,
    "company.note_proposed": ({ path, change, agent }) => `@${agent} proposes to ${change} the note ${path}`,
    "company.proposal_settled": ({ path, status, author }) => `${author} ${status} the proposed note ${path}`,
    "artifact.made": ({ agent, name, version }, f) => `${f.agent(agent)}made ${name}, version ${version}`,
    "artifact.shared": ({ name, version, author }) =>
      `${author} created a public link to ${name}, version ${version}`,
    "artifact.unshared": ({ name, version, author }) =>
      `${author} revoked a public link to ${name}, version ${version}`,
    "run.recalled": ({ agent, sources, tokens }, f) =>
      `${f.agent(agent)}was given ${sources.map(({ ref }) => ref).join(", ")} of the company (about ${tokens} tokens)`,
    "file.denied": (data, f) => `${f.agent(data.agent)}could not attach a file: ${f.why(data)}`,
    "limit.reached": ({ code, fromAgent, limit }) => `limit ${code} (${limit}) stopped @${fromAgent}`,
    "reply.queued": ({ outboxId, sender, channel, text }) =>
      `reply ${outboxId} for ${sender} on ${channel}${after(text)}`,
    "reply.delivered": ({ outboxId, channel }) => `reply ${outboxId} delivered on ${channel}`,
    "reply.failed": ({ outboxId, channel, attempts, error, dead }) =>
      `reply ${outboxId} on ${channel} ${dead ? "failed permanently" : "not delivered"}, attempt ${attempts}: ${error}`,
    "reply.retried": ({ outboxId, channel, by }) => `${by} had reply ${outboxId} on ${channel} sent again`,
    "schedule.fired": ({ label }) => `schedule ${label} sent its message`,
    "schedule.skipped": (data, f) => `schedule ${data.label} skipped: ${f.why(data)}`,
    "schedule.failed": (data, f) => `schedule ${data.label} failed: ${f.why(data)}`,
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
    "channel.changed": ({ channel, state, reason, why }, f) =>
      `${channel} ${state}${reason === undefined ? "" : `: ${f.why({ reason, why })}`}`,
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
    "task.branch_changed": ({ identifier, repository }) =>
      repository === ""
        ? `task ${identifier} has no repository`
        : `task ${identifier} works on ${repository}`,
    "task.branch_started": ({ identifier, agent, branch }) =>
      `@${agent} got ${branch} for task ${identifier}`,
    "task.clone_removed": ({ identifier }) => `the clone of task ${identifier} was removed`,
    "task.merged": ({ identifier, target }) => `task ${identifier} merged into ${target}`,
    "task.published": ({ identifier, branch, number }) =>
      number === null
        ? `task ${identifier}: pushed ${branch}`
        : `task ${identifier}: pushed ${branch} for pull request ${number}`,
    "task.pull_changed": ({ identifier, state, checked }) =>
      `task ${identifier}: pull request ${state}, checks ${checked}`,
    "task.woken": ({ identifier, checks, comments }) =>
      `task ${identifier}: ${checks} failed checks and ${comments} comments sent to its agent`,
    "task.imported": ({ identifier, source }) => `task ${identifier} made of ${source}`,
    "task.reviewed": ({ identifier, comments }) =>
      `task ${identifier}: ${comments} comments sent to its agent`,
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
    "database.commits_missing": ({ events: count }) =>
      `the log of the database was deleted or cut: ${counted(count, "event")} missing`,
    "clock.jumped": ({ kind, seconds }) =>
      kind === "asleep"
        ? `this machine slept, or the daemon was stopped, for ${seconds} s`
        : kind === "set"
          ? `the clock was set ${Math.abs(seconds)} s ${seconds < 0 ? "back" : "ahead"}`
          : "the time zone of this machine changed",
    "host.crashed": (data, f) => `the agent host crashed: ${f.why(data)}`,
    "dispatch.paused": (data, f) => `no message is dispatched: ${f.why(data)}`,
    "dispatch.resumed": () => "messages are dispatched again",
    "log.written": ({ line }) => line,
    "provider.paused": ({ reason, ...part }) => `${toPart(part)} paused: ${reason}`,
    "provider.resumed": (part) => `${toPart(part)} answers again`,
    "approval.requested": (it, f) => `${f.agent(it.agent)}waits for your decision: ${f.asked(it)}`,
    "approval.held": ({ agent, status, by }, f) =>
      `${f.agent(agent)}waits a few seconds more: ${status} by ${by}, who can still take it back`,
    "approval.reopened": ({ agent, by }, f) =>
      `${f.agent(agent)}waits for your decision again: ${by} took theirs back`,
    "approval.answered": ({ agent, status, by }, f) => `${f.agent(agent)}continues: ${status} by ${by}`,
    "approval.expired": ({ agent }, f) => `${f.agent(agent)}continues: no one decided in time`,
    "approval.cancelled": (data, f) => `${f.agent(data.agent)}needs no decision any more: ${f.why(data)}`,
    "budget.reserved": ({ budgets }, f) => `reserved for sub-agents: ${f.budgets(budgets)}`,
    "budget.refunded": ({ budgets }, f) => `not used by sub-agents, free again: ${f.budgets(budgets)}`,
    "budget.reconciled": ({ agent, usd, estimated }, f) =>
      `${f.agent(agent)}counted in its budgets: ${f.money({ costUsd: usd, estimated })}`,
    "budget.warning": (of, f) => `${f.budget(of)}: ${f.used(of)} used`,
    "budget.exceeded": (of, f) =>
      `${f.agent(of.agent)}${BUDGET_ACTS[of.action]}: ${f.budget(of)} is used up, ${f.used(of)}`,
    "budget.extended": ({ added, by, ...of }, f) => `${by} raised ${f.budget(of)} by ${f.amounts(added)}`,
    "spawn.requested": ({ agent, agents }, f) => `${f.agent(agent)}asks for ${counted(agents, "sub-agent")}`,
    "spawn.estimated": ({ agent, decision, estimate }, f) => {
      const short = estimate.budgets
        .filter(({ fits }) => !fits)
        .map((of) => `; ${f.budget(of)} has ${f.amounts(of.left)} left of ${f.amounts(of.needed)}`);
      return `${f.agent(agent)}its plan was estimated at ${f.cost(estimate.total)}: ${PLANS[decision]}${short.join("")}`;
    },
    "spawn.refused": ({ agent, message }, f) => `${f.agent(agent)}may not start its plan: ${message}`,
    "spawn.compiled": ({ parent, nodes }) => {
      const asker = parent === ROOT_NODE ? "" : ` of ${nodePath(parent)}`;
      const names = nodes.map(({ id }) => nodeName(id)).join(", ");
      return `${counted(nodes.length, "sub-agent")}${asker} planned: ${names}`;
    },
    "spawn.completed": ({ agent, nodes, status }, f) =>
      `${f.agent(agent)}gets the results of ${counted(nodes, "sub-agent")}: ${status}`,
    "graph.forked": ({ agent, fromConversation, edited, shared }, f) => {
      const parts = [
        ...edited.map((node) => `${nodePath(node)} edited`),
        `${counted(shared, "result")} taken over`,
      ];
      return `${f.agent(agent)}continues a fork of ${fromConversation}: ${parts.join(", ")}`;
    },
    "node.reused": ({ node, state }) => `sub-agent ${nodePath(node)} taken over: ${state}`,
    "node.started": ({ node, agent }) => `sub-agent ${nodePath(node)} queued for @${agent}`,
    "node.completed": ({ node }) => `sub-agent ${nodePath(node)} done`,
    "node.failed": ({ node, error }) => `sub-agent ${nodePath(node)} failed: ${error}`,
    "node.cancelled": ({ node, ...data }, f) => `sub-agent ${nodePath(node)} cancelled: ${f.why(data)}`,
    "node.skipped": ({ node, ...data }, f) => `sub-agent ${nodePath(node)} skipped: ${f.why(data)}`,
    "node.without_worktree": ({ node, reason }) =>
      `sub-agent ${nodePath(node)} has no git worktree: ${WORKTREE_REFUSALS[reason]}`,
    "node.workspace_kept": ({ node, branch, path }) =>
      `sub-agent ${nodePath(node)} left work in branch ${branch}: ${path}`,
    "agent.programs": ({ agent, open }, f) => `${f.agent(agent)}open programs: ${open}`,
    "agent.programs_closed": ({ agent, by, closed, later }, f) =>
      `${f.agent(agent)}${counted(closed, "open program")} closed by ${by}${later === 0 ? "" : `; ${later} more after the run`}`,
    "wait.started": ({ agent, reason }, f) => `${f.agent(agent)}waits for ${WAITS[reason]}`,
    "wait.ended": ({ agent, reason }, f) => `${f.agent(agent)}no longer waits for ${WAITS[reason]}`,
    "steering.injected": ({ agent, by, preview }, f) =>
      `${f.agent(agent)}continues with a text of ${by}${after(preview)}`,
    "steering.redirected": ({ agent, by, preview }, f) =>
      `${f.agent(agent)}got another task from ${by}${after(preview)}`,
    "steering.paused": ({ agent, by }, f) => `${f.agent(agent)}paused by ${by}`,
    "steering.resumed": ({ agent, by }, f) => `${f.agent(agent)}resumed by ${by}`,
    "steering.cancelled": ({ agent, by }, f) => `${f.agent(agent)}cancelled by ${by}`,
    "steering.refused": ({ agent, command, reason }, f) =>
      `${f.agent(agent)}${command} refused: ${REFUSALS[reason]}`,
  },
};
