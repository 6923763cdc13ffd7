/** The tree of a conversation's work, drawn for a terminal: signs, words and lines of each row. Pure. */
import { nodeParent, type Usage } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import {
  en,
  isOpenWork,
  runTree,
  type TreeMessage,
  type WorkNode,
  waitWords,
  workTitle,
} from "@tinyagi/views";
import type { Answers, Run } from "../state/answers.js";
import type { Marks, State } from "../text/marks.js";
import { lastPart, toSign, toWord } from "./work.js";

export interface TreeNode {
  readonly id: string;
  /** Lines before it, such as `│ ├ `. */
  readonly lead: string;
  /** The same before a further line of it. */
  readonly leadBelow: string;
  readonly state: State;
  /** Whether its work goes on. */
  readonly isOpen: boolean;
  /** Its state in a word. */
  readonly word: string;
  readonly task: string;
  /** Who works on it: an agent, or a sub-agent by the name that its parent gave it. */
  readonly name: string;
  readonly agent: string;
  /** The newest attempt. */
  readonly run: Run | undefined;
  /** The sub-agent in its graph, such as `root/check`. */
  readonly nodeId: string | undefined;
  /** Why it failed, or what it waits for. */
  readonly below: string;
  readonly hasChildren: boolean;
  /** Of its first attempt; undefined before. */
  readonly startedAt: number | undefined;
  /** Undefined while it works, or waits for its sub-agents. */
  readonly endedAt: number | undefined;
  /** Of all attempts. */
  readonly usage: Usage;
  /** With all work below it. */
  readonly total: Usage;
}

/** Deeper nodes are drawn at this depth. */
const DEEPEST = 12;

export interface TreeFacts {
  readonly runs: readonly Run[];
  readonly graph: Answers["graph"] | undefined;
  /** What waits or works in this conversation. */
  readonly messages: readonly TreeMessage[];
  /** Runs that wait for a person. */
  readonly asked: ReadonlySet<string>;
  readonly now: number;
}

/** Parents before their children, oldest first. */
export function treeNodes({ runs, graph, messages, asked, now }: TreeFacts, marks: Marks): TreeNode[] {
  return runTree({ runs, graph, messages, asking: asked }).map((node) => drawn(node, { marks, now }));
}

function drawn(node: WorkNode<Run>, { marks, now }: { marks: Marks; now: number }): TreeNode {
  const { run, nodeId, agent, time, hasChildren, state } = node;
  const attempt = run !== undefined && run.attempt > 1 ? ` (attempt ${run.attempt})` : "";
  const task = workTitle(node.title);
  return {
    id: node.key,
    agent,
    run,
    nodeId,
    hasChildren,
    ...toLines(node, marks),
    state: toSign(state),
    word: toWord(state),
    isOpen: isOpenWork(state),
    below: describeBelow(node, now),
    name: nodeId !== undefined && nodeParent(nodeId) !== undefined ? lastPart(nodeId) : agent,
    task: `${task}${attempt}`,
    startedAt: time?.since,
    endedAt: time === undefined || time.until === "now" ? undefined : time.until,
    usage: node.own,
    total: node.total,
  };
}

function toLines({ rails, hasChildren }: WorkNode<Run>, marks: Marks): Pick<TreeNode, "lead" | "leadBelow"> {
  const blank = " ".repeat(marks.trunk.length);
  const shown = rails.length > DEEPEST ? [...rails.slice(0, DEEPEST - 1), rails.at(-1) === true] : rails;
  const trunks = shown.map((goesOn) => (goesOn ? marks.trunk : blank));
  const own = shown.length === 0 ? "" : shown.at(-1) === true ? marks.branch : marks.lastBranch;
  return {
    lead: trunks.slice(0, -1).join("") + own,
    leadBelow: trunks.join("") + (hasChildren ? marks.trunk : blank),
  };
}

/** Why it failed, or what it waits for. */
function describeBelow({ state, error, message }: WorkNode<Run>, now: number): string {
  if (state === "failed") return cleanLine(error);
  if (state !== "queued" || message === undefined) return "";
  return [waitWords(message, now, en), cleanLine(error)].filter((text) => text !== "").join(": ");
}
