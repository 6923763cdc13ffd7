/** `trace`: what runs did, as a tree with times; or their recorded events, in order. */
import type { Client } from "@tinyagi/client";
import type { RunLogEntry, RunView, Trace } from "@tinyagi/contracts";
import { duration, spend, stamp } from "@tinyagi/views";
import { paint, type Text, taskLine } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { drawTrace } from "../../view/waterfall.js";

/** Only the first runs of a message or conversation are asked for. */
const RUNS_MAX = 100;
const EVENTS_PAGE = 1_000;
const TEXT_CHARS = 100;

interface TraceOptions {
  log?: boolean;
}

export function registerTrace(program: Command, context: CliContext): void {
  program
    .command("trace")
    .argument("<id>", "id of a run or conversation, or number or id of a message")
    .option("--log", "list the recorded events instead")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi trace run_abc123def456\n  tinyagi trace 12\n  tinyagi trace conv_abc123def456 --json\n  tinyagi trace run_abc123def456 --log\n",
    )
    .action((id: string, { log }: TraceOptions) => (log === true ? showLog(context, id) : show(context, id)));
}

async function show(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const { output, signal } = context;
  const traces: Trace[] = [];
  // One after the other: a large conversation must not open a hundred connections at once.
  for (const runId of await topRuns(context, client, id))
    traces.push(await client.call("runTrace", { params: { id: runId }, query: {}, signal }));
  output.data(traces, (columns) =>
    traces.length === 0
      ? ["no agent has worked on it yet"]
      : traces.flatMap((trace, index) => [
          ...(index === 0 ? [] : [""]),
          headOf(trace),
          ...drawTrace(trace, { columns, plain: output.plain, now: context.now() }),
        ]),
  );
  if (traces.some((trace) => trace.truncated))
    output.talk("Some spans are missing: there are too many of them, or their events were deleted.");
}

function headOf({ runId, startedAt, spans }: Trace): Text {
  const runs = spans.filter((span) => span.kind === "run");
  const used = spend(runs.filter(({ status }) => status === "completed").map(({ usage = {} }) => usage));
  const count = `${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
  return paint("bold", [runId, stamp(startedAt), count, used].filter((part) => part !== "").join("  "));
}

/** The runs without whose trace another one shows them. */
async function topRuns(context: CliContext, client: Client, id: string): Promise<string[]> {
  if (id.startsWith("run_")) return [id];
  const { signal } = context;
  if (id.startsWith("conv_")) {
    const { runs } = await client.call("getConversation", { params: { id }, signal });
    const known = new Set(runs.map(({ runId }) => runId));
    return listIds(runs.filter(({ parentRunId }) => parentRunId === null || !known.has(parentRunId)));
  }
  const { message } = await client.call("whyMessage", { params: { id }, signal });
  const detail = await client.call("getConversation", { params: { id: message.conversationId }, signal });
  return listIds(detail.runs.filter(({ messageRowId }) => messageRowId === message.id));
}

function listIds(runs: readonly RunView[]): string[] {
  return runs.slice(0, RUNS_MAX).map(({ runId }) => runId);
}

interface Line {
  time: number;
  type: string;
  runId: string;
  data: unknown;
}

async function showLog(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const lines: Line[] = [];
  for (const runId of await allRuns(context, client, id))
    lines.push(...(await toLines(context, client, runId)));
  // Within one millisecond the original order is kept.
  lines.sort((a, b) => a.time - b.time);
  const start = lines[0]?.time ?? 0;
  context.output.data(lines, () =>
    lines.length === 0
      ? ["no events are stored for it"]
      : [
          `started ${stamp(start)}`,
          ...lines.map((line) => {
            const run = line.runId === id ? "" : `  ${line.runId}`;
            return `  +${duration(line.time - start).padEnd(10)} ${line.type.padEnd(22)} ${words(line.data)}${run}`.trimEnd();
          }),
        ],
  );
}

async function allRuns(context: CliContext, client: Client, id: string): Promise<string[]> {
  if (!id.startsWith("conv_")) return topRuns(context, client, id);
  return listIds((await client.call("getConversation", { params: { id }, signal: context.signal })).runs);
}

async function toLines(context: CliContext, client: Client, runId: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (let since: number | undefined = 0; since !== undefined; ) {
    const query: { since: number; limit: number } = { since, limit: EVENTS_PAGE };
    const page: RunLogEntry[] = await client.call("runLog", {
      params: { id: runId },
      query,
      signal: context.signal,
    });
    lines.push(...page.map(({ time, type, data }) => ({ time, type, runId, data })));
    since = page.length < EVENTS_PAGE ? undefined : page.at(-1)?.seq;
  }
  return lines;
}

/** The facts of an event as `name=value`, long ones cut. */
function words(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== "" && typeof value !== "object")
    .map(([name, value]) => {
      const text = taskLine(String(typeof value === "number" ? Math.round(value) : value));
      return `${name}=${text.length > TEXT_CHARS ? `${text.slice(0, TEXT_CHARS)}…` : text}`;
    })
    .join(" ");
}
