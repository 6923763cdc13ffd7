/**
 * The rows of a run's page: one for each piece of work (a message with all its attempts, or a part of the graph that has
 * not begun), each below the work that started it. Tree, timeline and graph show the same rows. Pure.
 */
import type { RunGraph, WorkState } from "@tinyagi/contracts";
import { isOpenWork, runTree, type TreeMessage } from "@tinyagi/views";
import { toTitle } from "../../lib/format/title";
import type { Run } from "../../lib/queries";
import { type Shown, workShown } from "../../ui/states";
import { subAgentName } from "../needs/needs";
import type { Figures } from "./figures";

export interface Row extends Figures {
  /** In the address: the part of the graph, else the message. */
  key: string;
  /** The newest attempt; undefined for a part that has not begun. */
  run: Run | undefined;
  /** Older attempts, oldest first. */
  attempts: readonly Run[];
  /** The part of the graph, such as `root/check`. */
  node: string | undefined;
  agent: string;
  title: string;
  state: WorkState;
  shown: Shown;
  /** What is known of its message: for what it waits. */
  message: TreeMessage | undefined;
  /** Why its newest attempt failed; empty while it runs again. */
  error: string;
  /** It was interrupted and continues: after its parts, or at its next try. */
  isResting: boolean;
  depth: number;
  /** For each level above: whether its line continues below this row. */
  rails: readonly boolean[];
  /** Key of the row that started it. */
  parent: string | undefined;
  /** Keys of the rows whose results it needs. */
  needs: readonly string[];
}

/** All tries of a row, oldest first. */
/** Whose face the row wears: a sub-agent has its own, as in the office, not that of the agent that started it. */
export function faceOf({ run, node, agent }: Pick<Row, "run" | "node" | "agent">): string {
  if (node === undefined || subAgentName({ nodeId: node }) === undefined) return agent;
  return run?.runId ?? `${agent}/${node}`;
}

export function groupAttempts({ run, attempts }: Pick<Row, "run" | "attempts">): readonly Run[] {
  return run === undefined ? [] : [...attempts, run];
}

/** The runs of the same work: those below every try of the message with which it began. */
export function sameWork(all: readonly Run[], own: Run): Run[] {
  const messageOf = new Map(all.map(({ runId, messageRowId }) => [runId, messageRowId]));
  const began = messageOf.get(own.rootRunId);
  return all.filter(
    ({ rootRunId }) =>
      rootRunId === own.rootRunId || (began !== undefined && messageOf.get(rootRunId) === began),
  );
}

/** @param runs all runs of the tree, in any order @param waiting runs that wait for a person @param messages of the conversation, as far as they are known */
export function toRows(
  runs: readonly Run[],
  graph: RunGraph | undefined,
  { waiting, messages = [] }: { waiting: ReadonlySet<string>; messages?: readonly TreeMessage[] },
): Row[] {
  return runTree({ runs, graph, messages, asking: waiting }).map((node) => {
    const { key, run, state, agent, parent, needs, depth, rails, time, own, total } = node;
    const title = toTitle({ ...node.title, subAgent: { nodeId: key } });
    return {
      key,
      run,
      agent,
      parent,
      needs,
      depth,
      rails,
      time,
      own,
      total,
      state,
      attempts: node.attempts.slice(0, -1),
      node: node.nodeId !== undefined && graph?.nodes[node.nodeId] !== undefined ? node.nodeId : undefined,
      title: title || agent,
      shown: workShown(state),
      isResting: run?.status === "interrupted" && isOpenWork(state),
      message: node.message,
      error: node.error,
    };
  });
}

/** How far the parts of a run are. The run itself, in the first row, is no part. */
export function countParts([, ...parts]: readonly Pick<Row, "shown">[]): {
  parts: number;
  done: number;
  failed: number;
} {
  const count = (state: Shown["state"]): number => parts.filter(({ shown }) => shown.state === state).length;
  return { parts: parts.length, done: count("done"), failed: count("failed") };
}
