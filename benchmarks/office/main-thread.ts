/**
 * What the main thread of a page does, from Chromium's own trace. A task is what keeps the page from answering. Its
 * processor time hardly depends on what else the machine does; its wall time does.
 */
import type { Page } from "playwright-core";

const CATEGORIES = ["toplevel", "devtools.timeline", "__metadata"];

export interface Task {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The longest parts of it, for whoever looks for the cause. */
  readonly parts: readonly string[];
}

export interface Trace {
  readonly tasks: readonly Task[];
  /** Processor time of the main thread by kind of work, in milliseconds. */
  readonly cpuMsOf: ReadonlyMap<string, number>;
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Traces the page while something happens in it. */
export async function recordTrace(page: Page, act: () => Promise<void>): Promise<Trace> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => void events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES, recordMode: "recordUntilFull" },
  });
  await act();
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return read(events);
}

function read(events: readonly TraceEvent[]): Trace {
  const { pid, tid } = busiestPage(events);
  const own = events.filter((event) => event.ph === "X" && event.pid === pid && event.tid === tid);
  const tops = own.filter(({ cat, name }) => cat.includes("toplevel") && name.endsWith("RunTask"));
  const work = own.filter(({ cat }) => cat.includes("devtools.timeline"));
  const cpuMsOf = new Map<string, number>();
  for (const { name, tdur } of work) cpuMsOf.set(name, (cpuMsOf.get(name) ?? 0) + (tdur ?? 0) / 1_000);
  return { tasks: tops.map((task) => toTask(task, work)), cpuMsOf };
}

function toTask({ ts, dur = 0, tdur = 0 }: TraceEvent, work: readonly TraceEvent[]): Task {
  const parts = work
    .filter((part) => part.ts >= ts && part.ts < ts + dur && (part.tdur ?? 0) > 5_000)
    .map(({ name, tdur = 0 }) => `${name} ${(tdur / 1_000).toFixed(0)}`);
  return { wallMs: dur / 1_000, cpuMs: tdur / 1_000, parts };
}

/** The main thread of the renderer that worked most: other tabs and the browser's own pages rest. */
function busiestPage(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const mains = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const workOf = ({ pid, tid }: TraceEvent): number =>
    events.reduce((sum, event) => sum + (event.pid === pid && event.tid === tid ? (event.tdur ?? 0) : 0), 0);
  const [first] = mains.sort((a, b) => workOf(b) - workOf(a));
  if (first === undefined) throw new Error("The trace has no page.");
  return first;
}
