/**
 * What runs do at this moment, from events alone: the text they write, the tool they use. A pure reducer; the state
 * holds only runs that have not ended, so it never grows with history.
 */
import { type EventData, type JournalEvent, RUN_END_EVENTS, type WrittenText } from "@tinyagi/contracts";

/** Longest text kept of a running agent. The whole answer comes with the end of its run. */
const TEXT_MAX = 100_000;
const TOOLS_MAX = 200;
const THOUGHTS_MAX = 100;
/** Stands for the words before the first event that was seen, so that half a sentence does not look like a whole one. */
const LATE = "…";

/** A tool call of a live run. */
export interface LiveTool {
  callId: string;
  name: string;
  input: string;
  startedAt: number;
  /** Milliseconds; undefined while it runs. */
  tookMs?: number;
  failed?: boolean;
  /** What it returned; undefined while it runs and where the settings keep no texts. */
  output?: string;
}

/** A part of a live run's thinking: what the model says that it thought. */
export interface LiveThought {
  /** When it ended. */
  time: number;
  /** Undefined where the settings keep no words. */
  text?: string;
  tookMs?: number;
}

/** A run that has not ended, as far as events tell. */
export interface ShownRun {
  runId: string;
  conversationId: string;
  agent: string;
  startedAt: number;
  /** The message that it works on; undefined when no event said it. */
  messageRowId: number | undefined;
  /** What it wrote since it was first seen. Begins with `…` where earlier words are missing. */
  text: string;
  /** Where `text` begins and ends in all that it wrote; undefined when no event said it. */
  from: number | undefined;
  end: number | undefined;
  tools: readonly LiveTool[];
  thoughts: readonly LiveThought[];
  /** Whether it waits for a person inside a tool call. One that waits for another agent works. */
  waiting: boolean;
}

/** The live runs by their id. */
export type LiveRuns = ReadonlyMap<string, ShownRun>;
/** Before the first event. */
export const NO_RUNS: LiveRuns = new Map();

/** Events after which a run is no longer live. */
const ENDS: ReadonlySet<JournalEvent["type"]> = new Set(RUN_END_EVENTS);

const LIFE: ReadonlySet<JournalEvent["type"]> = new Set([
  "run.progressed",
  "run.thought",
  "run.tool_started",
]);

/**
 * The live runs after one more event. @returns the same map when the event changes nothing
 */
export function applyEvent(runs: LiveRuns, event: JournalEvent): LiveRuns {
  const { runId } = event;
  if (runId === undefined) return runs;
  if (ENDS.has(event.type)) return without(runs, runId);
  if (event.type === "run.started") return changed(runs, newRun(event, runId));
  const run = runs.get(runId) ?? lateRun(event, runId);
  const next = run === undefined ? undefined : toStep(run, event);
  return next === undefined || next === runs.get(runId) ? runs : changed(runs, next);
}

function newRun(event: JournalEvent, runId: string): ShownRun {
  const agent = "agent" in event.data && typeof event.data.agent === "string" ? event.data.agent : "";
  return {
    runId,
    conversationId: event.conversationId ?? "",
    agent,
    startedAt: event.time,
    messageRowId: event.messageRowId,
    text: "",
    from: 0,
    end: 0,
    tools: [],
    thoughts: [],
    waiting: false,
  };
}

/** A reader that started in the middle of a run learns of it by its next sign of life. */
function lateRun(event: JournalEvent, runId: string): ShownRun | undefined {
  if (event.type === "run.progressed" && event.data.end === undefined)
    return { ...newRun(event, runId), text: LATE, from: undefined, end: undefined };
  return LIFE.has(event.type) ? newRun(event, runId) : undefined;
}

function toStep(run: ShownRun, event: JournalEvent): ShownRun {
  switch (event.type) {
    case "run.progressed":
      return { ...run, ...written(run, event.data), waiting: false };
    case "run.thought": {
      const { text, durationMs } = event.data;
      const thought: LiveThought = {
        time: event.time,
        ...(text === undefined ? {} : { text }),
        ...(durationMs === undefined ? {} : { tookMs: durationMs }),
      };
      return { ...run, thoughts: [...run.thoughts, thought].slice(-THOUGHTS_MAX) };
    }
    case "run.tool_started": {
      const { name, callId = `${run.tools.length}`, input = "" } = event.data;
      const tool: LiveTool = { callId, name, input, startedAt: event.time };
      return { ...run, tools: [...run.tools, tool].slice(-TOOLS_MAX) };
    }
    case "run.tool_completed":
      return { ...run, tools: endTool(run.tools, event.data, event.time) };
    case "wait.started":
      return { ...run, waiting: event.data.reason === "person" };
    case "wait.ended":
      return { ...run, waiting: false };
    default:
      return run;
  }
}

/** Words that do not follow the last ones stand alone: what came between them was not seen. */
function written(
  run: ShownRun,
  { text, delta, end }: EventData<"run.progressed">,
): Pick<ShownRun, "text" | "from" | "end"> {
  const follows = end === undefined || run.end === undefined || run.end + text.length === end;
  const all = delta && follows ? toPart(run).text + text : text;
  const kept = all.slice(-TEXT_MAX);
  if (end === undefined) return { text: kept, from: undefined, end };
  const part = { text: kept, from: end - kept.length, end };
  return { ...part, text: shown(part) };
}

/** A part of what a run wrote: where it begins and ends in all of it. */
interface Part {
  readonly text: string;
  readonly from: number;
  readonly end: number;
}

function toPart({ text, from = 0, end = text.length }: Pick<ShownRun, "text" | "from" | "end">): Part {
  return { text: from > 0 ? text.slice(LATE.length) : text, from, end };
}

function shown({ text, from }: Pick<Part, "text" | "from">): string {
  return from > 0 ? LATE + text : text;
}

/**
 * All that a live run wrote, from what the daemon had of it at one moment and what events told. Without a gap or a word
 * twice, unless events are missing between the two: `…` stands there, and a newer answer of the daemon closes the gap.
 */
export function joinWritten(run: ShownRun | undefined, written: WrittenText | undefined): string {
  const known = written && { ...written, from: written.end - written.text.length };
  if (run === undefined || run.from === undefined || run.end === undefined)
    return run?.text || (known === undefined ? "" : shown(known));
  // The events told everything, also when they replaced what the daemon had.
  if (known === undefined || (run.from === 0 && run.end > 0)) return run.text;
  const seen = toPart(run);
  const [first, then] = seen.from <= known.from ? [seen, known] : [known, seen];
  if (then.end <= first.end) return shown(first);
  if (then.from > first.end) return shown(first) + LATE + then.text;
  return shown({ ...first, text: first.text + then.text.slice(first.end - then.from) });
}

/** Whether words are missing between what the daemon said and what events told. */
export function isMissing(run: ShownRun, known: WrittenText | undefined): boolean {
  return run.from !== undefined && run.from > (known?.end ?? 0);
}

function endTool(
  tools: readonly LiveTool[],
  { name, callId, failed, output }: EventData<"run.tool_completed">,
  time: number,
): readonly LiveTool[] {
  const isOpen = (tool: LiveTool): boolean =>
    tool.tookMs === undefined && (callId === undefined ? tool.name === name : tool.callId === callId);
  const at = tools.findLastIndex(isOpen);
  return tools.map((tool, i) =>
    i === at
      ? {
          ...tool,
          tookMs: Math.max(0, time - tool.startedAt),
          failed,
          ...(output === undefined ? {} : { output }),
        }
      : tool,
  );
}

function changed(runs: LiveRuns, run: ShownRun): LiveRuns {
  return new Map(runs).set(run.runId, run);
}

function without(runs: LiveRuns, runId: string): LiveRuns {
  if (!runs.has(runId)) return runs;
  const next = new Map(runs);
  next.delete(runId);
  return next;
}
