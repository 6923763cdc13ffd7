/**
 * The work of a conversation in at most three lines, for a message that is edited in place. What runs do comes from the
 * reducer of live runs that all clients use; here are only those that have ended. Pure.
 */
import { applyEvent, type LiveRuns, NO_RUNS } from "@tinyagi/client";
import { type JournalEvent, type RunState, WORK_STATES, type WorkState } from "@tinyagi/contracts";
import { en, span, type ViewWords, workState } from "@tinyagi/views";

const LINES_MAX = 3;
const TOOL_MAX_CHARS = 40;
/** Tools of plugins and MCP servers choose their names. What could be a link or a mark of the format is left out. */
const NO_NAME = /[^\p{L}\p{N}_: -]/gu;

export interface RunTree {
  readonly live: LiveRuns;
  /** By run id: who worked, and how it ended. */
  readonly ended: ReadonlyMap<string, { readonly agent: string; readonly status: RunState }>;
}

export const EMPTY_TREE: RunTree = { live: NO_RUNS, ended: new Map() };

const ENDS: Readonly<Partial<Record<JournalEvent["type"], RunState>>> = {
  "run.completed": "completed",
  "run.failed": "failed",
  "run.interrupted": "interrupted",
  "run.cancelled": "cancelled",
};

/** The tree after one more event. */
export function grow(tree: RunTree, event: JournalEvent): RunTree {
  const { runId = "" } = event;
  const run = tree.live.get(runId);
  const status = ENDS[event.type];
  // A run whose beginning was missed has no name.
  const ended =
    status === undefined || run === undefined || run.agent === ""
      ? tree.ended
      : new Map(tree.ended).set(runId, { agent: run.agent, status });
  return { live: applyEvent(tree.live, event), ended };
}

const SIGNS = { running: "⏳", waiting: "❓", done: "✓", failed: "✗", held: "‖", idle: "·" } as const;

interface Worker {
  readonly agent: string;
  readonly state: WorkState;
  readonly tool: string;
}

/** @param seconds since the start. @returns empty when nothing has started */
export function showTree(tree: RunTree, seconds: number, words: ViewWords = en): string {
  const workers = listWorkers(tree);
  if (workers.length === 0) return "";
  const say = words.runs.progress;
  const isAtWork = ({ state }: Worker): boolean => state === "running" || state === "waiting";
  const done = workers.filter((worker) => !isAtWork(worker)).length;
  const head = workers.length === 1 ? say.working : say.done(done, workers.length);
  // Those that work now are what people want to see; then the newest of the others.
  const shown = [...workers.filter(isAtWork), ...workers.filter((one) => !isAtWork(one)).reverse()];
  const lines = shown.slice(0, LINES_MAX - 1).map(toLine);
  const more = shown.length > lines.length ? ` · ${say.more(shown.length - lines.length)}` : "";
  return [`${head}${more} · ${span(seconds * 1_000, words)}`, ...lines].join("\n");
}

/** In order of their start. A retry replaces the earlier run of its agent. */
function listWorkers({ live, ended }: RunTree): readonly Worker[] {
  const workers = new Map<string, Worker>();
  for (const { agent, status } of ended.values())
    workers.set(agent, { agent, tool: "", state: workState({ run: status }) });
  for (const { agent, waiting, tools } of live.values()) {
    if (agent === "") continue;
    const tool = tools.findLast(({ tookMs }) => tookMs === undefined)?.name ?? "";
    workers.set(agent, { agent, tool, state: workState({ run: "running", asks: waiting }) });
  }
  return [...workers.values()];
}

function toLine({ agent, tool, state }: Worker): string {
  const name = tool.replace(NO_NAME, "").slice(0, TOOL_MAX_CHARS);
  return `${SIGNS[WORK_STATES[state]]} @${agent}${name === "" ? "" : ` · ${name}`}`;
}
