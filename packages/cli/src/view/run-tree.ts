/**
 * The run tree of one conversation as a pure fold over journal events. Order of arrival within a run does not
 * matter for its end: a run that has ended never becomes running again.
 */
import type { ConversationDetail, JournalEvent, RunView, Usage } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";

/** Runs kept; a conversation of the default limits has fewer than 300. */
const MOST_RUNS = 500;
const MOST_NOTES = 50;
/** Characters kept of what an agent is saying. */
const SAYING_LENGTH = 200;

export type RunStatus = "running" | "completed" | "failed" | "retrying" | "interrupted" | "cancelled";

export interface RunNode {
  readonly runId: string;
  readonly parentRunId: string | null;
  readonly agent: string;
  readonly harness: string;
  readonly model: string | null;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The end of what it is saying (as it came: clean it to print it), or the tool it uses; may be empty. */
  readonly doing: string;
  readonly error: string;
  readonly usage: Usage;
}

/** A message that has no run yet. */
export interface WaitingMessage {
  readonly agent: string;
  readonly state: "waiting" | "retrying" | "dead" | "cancelled";
  readonly detail: string;
}

export interface RunTree {
  readonly runs: ReadonlyMap<string, RunNode>;
  readonly waiting: ReadonlyMap<number, WaitingMessage>;
  /** Refused handoffs, reached limits and similar notes, oldest first. */
  readonly notes: readonly string[];
  readonly closed: boolean;
  /** Runs beyond the limit, not kept. */
  readonly dropped: number;
}

export const EMPTY_TREE: RunTree = {
  runs: new Map(),
  waiting: new Map(),
  notes: [],
  closed: false,
  dropped: 0,
};

/** The tree after one more event of its conversation. */
export function reduceRunTree(tree: RunTree, event: JournalEvent): RunTree {
  switch (event.type) {
    case "message.accepted":
      return setWaiting(tree, event.messageRowId, { agent: event.data.agent, state: "waiting", detail: "" });
    case "message.retrying": {
      const detail = `attempt ${event.data.attempt + 1} in ${Math.ceil(event.data.delayMs / 1_000)} s: ${cleanLine(event.data.error)}`;
      return setWaiting(tree, event.messageRowId, { agent: event.data.agent, state: "retrying", detail });
    }
    case "message.died":
      return setWaiting(tree, event.messageRowId, {
        agent: event.data.agent,
        state: "dead",
        detail: cleanLine(event.data.error),
      });
    case "message.cancelled":
      return setWaiting(tree, event.messageRowId, {
        agent: event.data.agent,
        state: "cancelled",
        detail: cleanLine(event.data.reason),
      });
    case "run.started":
      return startRun(tree, event);
    case "handoff.denied":
      return note(
        tree,
        `@${event.data.fromAgent} may not hand over to @${event.data.toAgent}: ${event.data.reason}`,
      );
    case "limit.reached":
      return note(tree, `limit ${event.data.code} (${event.data.limit}) stopped @${event.data.fromAgent}`);
    case "file.denied":
      return note(tree, `@${event.data.agent} could not attach a file: ${event.data.reason}`);
    case "conversation.closed":
      return { ...tree, closed: true };
    default:
      return reduceRun(tree, event);
  }
}

/** The tree of a conversation as the API shows it, for a start in the middle or after missed events. */
export function treeOf(conversation: ConversationDetail): RunTree {
  const runs = new Map(conversation.runs.slice(0, MOST_RUNS).map((run) => [run.runId, nodeOf(run)]));
  const started = new Set(conversation.runs.map((run) => run.messageRowId));
  const waiting = new Map<number, WaitingMessage>();
  for (const message of conversation.messages) {
    if (message.status === "dead" || message.status === "cancelled") {
      waiting.set(message.id, {
        agent: message.agent,
        state: message.status,
        detail: cleanLine(message.error?.message ?? ""),
      });
    } else if (message.status === "pending" && !started.has(message.id)) {
      waiting.set(message.id, { agent: message.agent, state: "waiting", detail: "" });
    }
  }
  const dropped = Math.max(0, conversation.runs.length - runs.size);
  return { runs, waiting, notes: [], closed: conversation.status !== "open", dropped };
}

/** Runs below `parentRunId` (null: the roots) in the order they started. */
export function childrenOf(tree: RunTree, parentRunId: string | null): RunNode[] {
  const nodes = [...tree.runs.values()];
  if (parentRunId !== null) return nodes.filter((node) => node.parentRunId === parentRunId);
  // A parent that is not kept must not hide its children.
  return nodes.filter((node) => node.parentRunId === null || !tree.runs.has(node.parentRunId));
}

function startRun(tree: RunTree, event: JournalEvent & { type: "run.started" }): RunTree {
  const { runId } = event;
  if (runId === undefined || tree.runs.has(runId)) return tree;
  const waiting = new Map(tree.waiting);
  if (event.messageRowId !== undefined) waiting.delete(event.messageRowId);
  if (tree.runs.size >= MOST_RUNS) return { ...tree, waiting, dropped: tree.dropped + 1 };
  const { agent, harness, model, attempt, parentRunId } = event.data;
  const node: RunNode = {
    runId,
    parentRunId,
    agent,
    harness,
    model,
    attempt,
    status: "running",
    startedAt: event.time,
    endedAt: null,
    doing: "",
    error: "",
    usage: {},
  };
  return { ...tree, waiting, runs: new Map(tree.runs).set(runId, node) };
}

function reduceRun(tree: RunTree, event: JournalEvent): RunTree {
  const node = event.runId === undefined ? undefined : tree.runs.get(event.runId);
  if (node === undefined || node.status !== "running") return tree;
  const change = changeOf(node, event);
  return change === undefined
    ? tree
    : { ...tree, runs: new Map(tree.runs).set(node.runId, { ...node, ...change }) };
}

function changeOf(node: RunNode, event: JournalEvent): Partial<RunNode> | undefined {
  switch (event.type) {
    case "run.progressed": {
      const said = event.data.delta ? node.doing + event.data.text : event.data.text;
      return { doing: said.slice(-SAYING_LENGTH) };
    }
    case "run.tool_started":
      return { doing: `uses ${cleanLine(event.data.name)}` };
    case "run.tool_completed":
      return { doing: event.data.failed ? `${cleanLine(event.data.name)} failed` : "" };
    case "run.completed":
      return { status: "completed", endedAt: event.time, doing: "", usage: event.data.usage };
    case "run.failed":
      return {
        status: event.data.willRetry ? "retrying" : "failed",
        endedAt: event.time,
        doing: "",
        error: cleanLine(event.data.error),
      };
    case "run.interrupted":
      return { status: "interrupted", endedAt: event.time, doing: "", error: cleanLine(event.data.reason) };
    case "run.cancelled":
      return { status: "cancelled", endedAt: event.time, doing: "", error: cleanLine(event.data.reason) };
    default:
      return undefined;
  }
}

function setWaiting(tree: RunTree, rowId: number | undefined, message: WaitingMessage): RunTree {
  return rowId === undefined ? tree : { ...tree, waiting: new Map(tree.waiting).set(rowId, message) };
}

function note(tree: RunTree, text: string): RunTree {
  return { ...tree, notes: [...tree.notes, cleanLine(text)].slice(-MOST_NOTES) };
}

function nodeOf(run: RunView): RunNode {
  const live = run.status === "starting" || run.status === "running";
  return {
    runId: run.runId,
    parentRunId: run.parentRunId,
    agent: run.agent,
    harness: run.harness,
    model: run.model,
    attempt: run.attempt,
    status: live ? "running" : (run.status as RunStatus),
    startedAt: run.startedAt ?? run.createdAt,
    endedAt: run.finishedAt,
    doing: "",
    error: cleanLine(run.error?.message ?? ""),
    usage: run.usage,
  };
}
