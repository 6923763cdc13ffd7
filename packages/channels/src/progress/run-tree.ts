/** The work of a conversation in at most three lines, for a message that is edited in place. Pure. */

import type { JournalEvent } from "@tinyagi/contracts";
import { span } from "@tinyagi/views";

const LINES_MAX = 3;
const TOOL_MAX_CHARS = 40;
/** Tools of plugins and MCP servers choose their names. What could be a link or a mark of the format is left out. */
const NO_NAME = /[^\p{L}\p{N}_: -]/gu;

interface Worker {
  readonly agent: string;
  /** The tool that it uses now. */
  readonly tool?: string | undefined;
  readonly state: "working" | "done" | "failed";
}

/** By run id, in order of their start. */
export type RunTree = ReadonlyMap<string, Worker>;

export const EMPTY_TREE: RunTree = new Map();

/** The tree after one more event. */
export function grow(tree: RunTree, event: JournalEvent): RunTree {
  const { runId } = event;
  if (runId === undefined) return tree;
  const next = workerAfter(tree.get(runId), event);
  return next === undefined ? tree : new Map([...tree, [runId, next]]);
}

function workerAfter(known: Worker | undefined, event: JournalEvent): Worker | undefined {
  switch (event.type) {
    case "run.started":
      return { agent: event.data.agent, state: "working" };
    case "run.tool_started":
      return known && { ...known, tool: event.data.name };
    case "run.tool_completed":
      return known && { ...known, tool: undefined };
    case "run.completed":
      return known && { ...known, tool: undefined, state: "done" };
    case "run.failed":
    case "run.cancelled":
    case "run.interrupted":
      return known && { ...known, tool: undefined, state: "failed" };
    default:
      return undefined;
  }
}

const SIGNS = { working: "⏳", done: "✓", failed: "✗" } as const;

/** @param seconds since the start. @returns empty when nothing has started */
export function showTree(tree: RunTree, seconds: number): string {
  const workers = [...latestOf(tree).values()];
  if (workers.length === 0) return "";
  const done = workers.filter(({ state }) => state !== "working").length;
  const head = workers.length === 1 ? "Working" : `${done} of ${workers.length} agents done`;
  // Those that work now are what people want to see; then the newest of the others.
  const shown = [
    ...workers.filter(({ state }) => state === "working"),
    ...workers.filter(({ state }) => state !== "working").reverse(),
  ];
  const isCut = shown.length > LINES_MAX - 1;
  const lines = shown.slice(0, LINES_MAX - 1).map(lineOf);
  const more = isCut ? ` · ${shown.length - (LINES_MAX - 1)} more` : "";
  return [`${head}${more} · ${span(seconds * 1_000)}`, ...lines].join("\n");
}

/** A retry replaces the earlier run of its agent. */
function latestOf(tree: RunTree): ReadonlyMap<string, Worker> {
  return new Map([...tree.values()].map((worker) => [worker.agent, worker]));
}

function lineOf({ agent, tool, state }: Worker): string {
  const name = (tool ?? "").replace(NO_NAME, "").slice(0, TOOL_MAX_CHARS);
  return `${SIGNS[state]} @${agent}${name === "" ? "" : ` · ${name}`}`;
}
