/** Who asked whom in a conversation: a small tree of the messages between agents. Pure. */

import { nodeName } from "@tinyagi/contracts";
import { runTree, type WorkNode, type WorkTime } from "@tinyagi/views";
import type { Cost } from "../../lib/figures";
import { toTitle } from "../../lib/format/title";
import type { ConversationDetail } from "../../lib/queries";
import { type Shown, workShown } from "../../ui/states";
import type { Turn } from "./turns";

type Message = ConversationDetail["messages"][number];

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
  shown: Shown;
  /** For what it waits, while no run works on it. */
  message: Message | undefined;
  time: WorkTime | undefined;
  spent: Cost;
  runId: string | undefined;
  /** The place of a sub-agent in its graph; undefined for an agent. */
  node: string | undefined;
  /** Set for a sub-agent: its name, and whose face it wears, as in the office and in Runs. */
  subAgent?: { name: string; face: string };
  /** What a sub-agent did and said. An agent's answer stands in the thread. */
  turn?: Turn;
}

/**
 * @param turns of the same conversation: the newest run of each message
 * @returns the messages that a person started, each with everything below it; empty when nobody handed anything over
 */
export function handoffsOf(conversation: ConversationDetail, turns: readonly Turn[]): HandoffRow[] {
  const turnOf = new Map(turns.map((turn) => [turn.runId, turn]));
  const asking = new Set(turns.flatMap(({ runId, state }) => (state === "waiting" ? [runId] : [])));
  const { messages, runs } = conversation;
  const messageOf = new Map(messages.map((message) => [message.id, message]));
  const nodes = runTree({ messages, runs, asking });
  return nodes.some(({ depth }) => depth > 0)
    ? nodes.map((node) => {
        const message = messageOf.get(node.message?.id ?? node.run?.messageRowId ?? 0);
        return toRow(node, message, turnOf.get(node.run?.runId ?? ""));
      })
    : [];
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

function toRow(
  { depth, agent, state, time, own, run }: WorkNode,
  message: Message | undefined,
  turn: Turn | undefined,
): HandoffRow {
  return {
    id: message?.id ?? run?.messageRowId ?? 0,
    agent,
    depth,
    message,
    shown: workShown(state),
    task: depth === 0 ? "" : message === undefined ? "" : toTitle(message),
    joins: message?.kind === "summary",
    time,
    spent: own,
    runId: run?.runId,
    node: message?.node,
    ...(message?.node === undefined ? {} : toSubAgent(message.node, turn)),
  };
}

function toSubAgent(node: string, turn: Turn | undefined): Pick<HandoffRow, "subAgent" | "turn"> {
  const subAgent = { name: nodeName(node), face: turn?.runId ?? node };
  return turn === undefined ? { subAgent } : { subAgent, turn };
}
