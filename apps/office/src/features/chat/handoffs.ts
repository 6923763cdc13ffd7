/** Who asked whom in a conversation: a small tree of the messages between agents. Pure. */
import { nodeName } from "@tinyagi/contracts";
import type { Money } from "../../lib/format/money";
import { oneLine, withoutNames } from "../../lib/format/text";
import type { ConversationDetail } from "../../lib/queries";
import type { State } from "../../ui/glyph";
import type { Turn } from "./turns";

export interface HandoffRow {
  /** The number of the message. */
  id: number;
  agent: string;
  /** How deep below the first one. */
  depth: number;
  /** What it was asked; empty for the first one, whose words stand above. */
  task: string;
  /** Whether it writes the one reply from the answers of the others, which the daemon asks of it. */
  joins: boolean;
  state: State;
  startedAt: number | null;
  finishedAt: number | null;
  spent: Money;
  runId: string | undefined;
  /** Set for a sub-agent: its name, and whose face it wears, as in the office and in Runs. */
  subAgent?: { name: string; face: string };
  /** What a sub-agent did and said. An agent's answer stands in the thread. */
  turn?: Turn;
}

type Message = ConversationDetail["messages"][number];

const STATES: Readonly<Record<Message["status"], State>> = {
  pending: "waiting",
  processing: "running",
  completed: "done",
  dead: "failed",
  cancelled: "held",
};

/**
 * @param turns of the same conversation: the newest run of each message
 * @returns the messages that a person started, each with everything below it; empty when nobody handed anything over
 */
export function handoffsOf(conversation: ConversationDetail, turns: readonly Turn[]): HandoffRow[] {
  const { messages, runs } = conversation;
  const runOf = new Map(runs.map((run) => [run.messageRowId, run]));
  const messageOfRun = new Map(runs.map((run) => [run.runId, run.messageRowId]));
  const turnOf = new Map(turns.map((turn) => [turn.runId, turn]));
  const below = new Map<number | undefined, Message[]>();
  for (const message of messages) {
    const parent = parentOf(message, {
      messages,
      parentRun: runOf.get(message.id)?.parentRunId,
      messageOfRun,
    });
    below.set(parent, [...(below.get(parent) ?? []), message]);
  }
  const rows: HandoffRow[] = [];
  const visit = (message: Message, depth: number): void => {
    rows.push(rowOf(message, depth, turnOf.get(runOf.get(message.id)?.runId ?? "")));
    for (const next of below.get(message.id) ?? []) visit(next, depth + 1);
  };
  for (const first of below.get(undefined) ?? []) visit(first, 0);
  return rows.some(({ depth }) => depth > 0) ? rows : [];
}

/** The part that begins with this run, if a person started it. */
export function treeBelow(rows: readonly HandoffRow[], runId: string): readonly HandoffRow[] {
  const from = rows.findIndex((row) => row.depth === 0 && row.runId === runId);
  if (from < 0) return [];
  const rest = rows.slice(from + 1);
  const next = rest.findIndex(({ depth }) => depth === 0);
  const own = rows.slice(from, next < 0 ? rows.length : from + 1 + next);
  return own.length > 1 ? own : [];
}

/** The message whose run asked; before the run exists, the last message of the asking agent. */
function parentOf(
  message: Message,
  around: {
    messages: readonly Message[];
    parentRun: string | null | undefined;
    messageOfRun: ReadonlyMap<string, number>;
  },
): number | undefined {
  const known = around.messageOfRun.get(around.parentRun ?? "");
  // A message is always younger than the one that asked for it, so the tree has no circles.
  if (known !== undefined && known < message.id) return known;
  if (message.fromAgent === null) return undefined;
  return around.messages.findLast(({ agent, id }) => agent === message.fromAgent && id < message.id)?.id;
}

function rowOf(message: Message, depth: number, turn: Turn | undefined): HandoffRow {
  return {
    id: message.id,
    agent: message.agent,
    depth,
    task: depth === 0 ? "" : taskOf(message.text),
    joins: message.kind === "summary",
    state: turn?.state ?? STATES[message.status],
    startedAt: turn?.startedAt ?? null,
    finishedAt: turn?.finishedAt ?? null,
    spent: turn?.spent ?? {},
    runId: turn?.runId,
    ...(message.node === undefined ? {} : subAgentOf(message.node, turn)),
  };
}

function subAgentOf(node: string, turn: Turn | undefined): Pick<HandoffRow, "subAgent" | "turn"> {
  const subAgent = { name: nodeName(node), face: turn?.runId ?? node };
  return turn === undefined ? { subAgent } : { subAgent, turn };
}

/** What several were told together stands before what each of them was asked. */
const DIRECTED = "\n------\n\nDirected to you:\n";

function taskOf(text: string): string {
  const at = text.lastIndexOf(DIRECTED);
  return oneLine(withoutNames(at === -1 ? text : text.slice(at + DIRECTED.length)), 120);
}
