/** `trace`: the recorded events of a run, or of all runs of a conversation, in order. */
import type { Client } from "@tinyagi/client";
import type { ConversationDetail } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { usageError } from "../error/cli-error.js";
import { duration, when } from "../view/format.js";

/** Only the first runs of a conversation are asked for their events. */
const RUNS_MAX = 100;
const TEXT_CHARS = 100;

interface Line {
  time: number;
  type: string;
  runId: string | null;
  data: unknown;
}

export function registerTrace(program: Command, context: CliContext): void {
  program
    .command("trace")
    .argument("<id>", "run or conversation id")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi trace run_abc123def456\n  tinyagi trace conv_abc123def456 --json\n",
    )
    .action((id: string) => trace(context, id));
}

async function trace(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const lines = await linesOf(context, client, id);
  const start = lines[0]?.time ?? 0;
  context.output.data(lines, () =>
    lines.length === 0
      ? ["no events are stored for it"]
      : [
          `started ${when(start)}`,
          ...lines.map((line) => {
            const run = line.runId === null || line.runId === id ? "" : `  ${line.runId}`;
            return `  +${duration(line.time - start).padEnd(10)} ${line.type.padEnd(22)} ${words(line.data)}${run}`.trimEnd();
          }),
        ],
  );
}

function linesOf(context: CliContext, client: Client, id: string): Promise<Line[]> {
  if (id.startsWith("run_")) return runLines(context, client, id);
  if (id.startsWith("conv_")) return conversationLines(context, client, id);
  throw usageError(
    "this is not the id of a run or a conversation",
    "use an id that begins with run_ or conv_; list the runs: tinyagi runs",
  );
}

async function runLines(context: CliContext, client: Client, id: string): Promise<Line[]> {
  const events = await client.call("runTrace", { params: { id }, signal: context.signal });
  return events.map(({ time, type, data }) => ({ time, type, runId: id, data }));
}

async function conversationLines(context: CliContext, client: Client, id: string): Promise<Line[]> {
  const detail = await client.call("getConversation", { params: { id }, signal: context.signal });
  const { begin, end } = ownLines(detail);
  const lines = begin;
  // One after the other: a large conversation must not open a hundred connections at once.
  for (const run of detail.runs.slice(0, RUNS_MAX))
    lines.push(...(await runLines(context, client, run.runId)));
  // Within one millisecond the original order is kept.
  return [...lines, ...end].sort((a, b) => a.time - b.time);
}

/** The events of the conversation itself: its start and messages, then its replies and end. */
function ownLines(detail: ConversationDetail): { begin: Line[]; end: Line[] } {
  const line = (time: number, type: string, data: unknown): Line => ({ time, type, runId: null, data });
  const begin = [
    line(detail.createdAt, "conversation.opened", { channel: detail.channel, sender: detail.sender }),
    ...detail.messages.map(({ createdAt, agent, kind, fromAgent }) =>
      line(createdAt, "message.accepted", { agent, kind, fromAgent }),
    ),
  ];
  const end = detail.replies.map((reply) => line(reply.createdAt, "reply.queued", { agent: reply.agent }));
  if (detail.closedAt !== null)
    end.push(line(detail.closedAt, "conversation.closed", { status: detail.status }));
  return { begin, end };
}

/** The facts of an event as `name=value`, long ones cut. */
function words(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== "" && typeof value !== "object")
    .map(([name, value]) => {
      const text = cleanLine(String(typeof value === "number" ? Math.round(value) : value));
      return `${name}=${text.length > TEXT_CHARS ? `${text.slice(0, TEXT_CHARS)}…` : text}`;
    })
    .join(" ");
}
