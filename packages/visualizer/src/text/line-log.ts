/** One line per thing that happens, for pipes, logs and screen readers. Pure. */
import {
  type EventData,
  type JournalEvent,
  nodeName,
  nodePath,
  ROOT_NODE,
  type SteerRefusal,
  unheardWords,
  WORKTREE_REFUSALS,
} from "@tinyagi/contracts";
import { counted, duration, usageWords } from "@tinyagi/views";
import { taskLine } from "./task-line.js";

const REFUSALS: Readonly<Record<SteerRefusal, string>> = {
  ended: "its work has ended",
  already_paused: "it is paused already",
  not_paused: "it is not paused",
  not_working: "it does not work at the moment",
  too_many_texts: "it has taken as many texts as it may",
  no_text: "the text is missing",
};

function used({ used: amount, limit, resource }: { used: number; limit: number; resource: string }): string {
  return `${Number(amount.toPrecision(4))} of ${limit} ${resource}`;
}

/** The line of an event, or undefined for events with no news for a person. */
export function lineOf(event: JournalEvent): string | undefined {
  const line = wordsOf(event);
  return line === undefined ? undefined : taskLine(line);
}

function wordsOf(event: JournalEvent): string | undefined {
  switch (event.type) {
    case "message.retrying":
      return `@${event.data.agent} attempt ${event.data.attempt + 1} in ${duration(event.data.delayMs)}: ${event.data.error}`;
    case "message.died":
      // The line of the failed run has the reason.
      return `@${event.data.agent} failed permanently after ${counted(event.data.attempts, "attempt")}; see: tinyagi queue dead`;
    case "message.cancelled":
      return `@${event.data.agent} cancelled: ${event.data.reason}`;
    case "run.started": {
      const from = event.data.fromAgent === null ? "" : ` (for @${event.data.fromAgent})`;
      return `@${event.data.agent} started${from}`;
    }
    case "run.tool_started":
      return `@${event.data.agent} uses ${event.data.name}`;
    case "run.permission_denied":
      return `@${event.data.agent} may not use ${event.data.tool}`;
    case "run.background_ended":
      return `@${event.data.agent} left work running in the background, which was ended: ${counted(event.data.count, "program")}`;
    case "run.context_compacted":
      return `@${event.data.agent} summarised its earlier conversation, because its context was nearly full`;
    case "run.session_rebuilt":
      return `@${event.data.agent} lost its session and started a new one`;
    case "run.completed": {
      const used = usageWords(event.data.usage);
      return `@${event.data.agent} done in ${duration(event.data.durationMs)}${used === "" ? "" : `, ${used}`}`;
    }
    case "run.failed":
      return `@${event.data.agent} failed${event.data.willRetry ? ", retrying" : ""}: ${event.data.error}`;
    case "run.interrupted":
      return `@${event.data.agent} interrupted: ${event.data.reason}`;
    case "handoff.created":
      return `@${event.data.fromAgent} hands over to @${event.data.toAgent}`;
    case "handoff.denied":
      return `@${event.data.fromAgent} may not hand over to @${event.data.toAgent}: ${event.data.reason}`;
    case "room.posted":
      return `@${event.data.fromAgent} in #${event.data.team}: ${event.data.preview}`;
    case "recording.transcribed":
      return `@${event.data.agent} heard ${event.data.name ?? "a recording"}: ${event.data.text}`;
    case "recording.not_transcribed":
      return `@${event.data.agent} got ${event.data.name ?? "a recording"} without a transcript: ${unheardWords(event.data.reason)}`;
    case "file.denied":
      return `@${event.data.agent} could not attach a file: ${event.data.reason}`;
    case "spawn.compiled":
      return spawned(event.data);
    case "graph.forked":
      return forked(event.data);
    case "node.reused":
      return `sub-agent ${nodePath(event.data.node)} taken over: ${event.data.state}`;
    case "node.started":
      return `sub-agent ${nodePath(event.data.node)} queued for @${event.data.agent}`;
    case "node.completed":
      return `sub-agent ${nodePath(event.data.node)} done`;
    case "node.failed":
      return `sub-agent ${nodePath(event.data.node)} failed: ${event.data.error}`;
    case "node.cancelled":
      return `sub-agent ${nodePath(event.data.node)} cancelled: ${event.data.reason}`;
    case "node.skipped":
      return `sub-agent ${nodePath(event.data.node)} skipped: ${event.data.reason}`;
    case "node.without_worktree":
      return `sub-agent ${nodePath(event.data.node)} has no git worktree: ${WORKTREE_REFUSALS[event.data.reason]}`;
    case "node.workspace_kept":
      return `sub-agent ${nodePath(event.data.node)} left work in branch ${event.data.branch}: ${event.data.path}`;
    case "approval.requested":
      return `@${event.data.agent} waits for your decision: ${event.data.title} (tinyagi approvals ${event.data.approvalId})`;
    case "approval.answered":
      return `@${event.data.agent} continues: ${event.data.status} by ${event.data.by}`;
    case "approval.expired":
      return `@${event.data.agent} continues: no one decided in time`;
    case "steering.injected":
      return `@${event.data.agent} continues with: ${event.data.preview}`;
    case "steering.redirected":
      return `@${event.data.agent} now works on: ${event.data.preview}`;
    case "steering.paused":
      return `@${event.data.agent} paused by ${event.data.by}; resume: tinyagi resume @${event.data.agent}`;
    case "steering.resumed":
      return `@${event.data.agent} resumed by ${event.data.by}`;
    case "steering.refused":
      return `@${event.data.agent} ${event.data.command} refused: ${REFUSALS[event.data.reason]}`;
    case "budget.warning":
      return `budget ${event.data.budget}: ${used(event.data)}`;
    case "budget.exceeded":
      return `@${event.data.agent} ${event.data.action}: budget ${event.data.budget} is used up, ${used(event.data)}`;
    case "limit.reached":
      return `limit ${event.data.code} (${event.data.limit}) stopped @${event.data.fromAgent}`;
    case "run.limited":
      return `@${event.data.agent} may write no more ${event.data.kind}: limit ${event.data.limit} ${event.data.unit}`;
    default:
      return undefined;
  }
}

function spawned({ parent, nodes }: EventData<"spawn.compiled">): string {
  const asker = parent === ROOT_NODE ? "" : ` of ${nodePath(parent)}`;
  const names = nodes.map(({ id }) => nodeName(id));
  return `${counted(nodes.length, "sub-agent")}${asker} planned: ${names.join(", ")}`;
}

function forked({ agent, fromConversation, edited, shared }: EventData<"graph.forked">): string {
  const parts = [
    ...edited.map((node) => `${nodePath(node)} edited`),
    `${counted(shared, "result")} taken over`,
  ];
  return `@${agent} continues a fork of ${fromConversation}: ${parts.join(", ")}`;
}
