/** `runs` and `conversation`: past and running work, as a list or as a tree. */
import type {
  ConversationDetail,
  ConversationState,
  RouteOutput,
  RunState,
  RunView,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { withoutTaskTags } from "@tinyagi/contracts/shown-text";
import {
  cents,
  contextText,
  duration,
  minute,
  programStart,
  spend,
  stamp,
  tokens,
  workTitle,
} from "@tinyagi/views";
import type { ConversationTree } from "@tinyagi/visualizer/plain";
import { cut } from "@tinyagi/visualizer/text";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { answerDrawer, answerLines, replyMarks } from "../../view/answer.js";
import { foldedLines } from "../../view/folded.js";
import { replyLines } from "../../view/reply-blocks.js";
import { type RunWord, runWords } from "../../view/run-word.js";
import { facts, table } from "../../view/table.js";
import { parseLimit } from "../option.js";
import { parsePastTime } from "../past-time.js";
import { summarize } from "./converse.js";

const FALLBACK_COLUMNS = 100;
const RUN_STATES: readonly RunState[] = [
  "starting",
  "running",
  "completed",
  "failed",
  "interrupted",
  "cancelled",
];
const STATES: readonly ConversationState[] = ["open", "closed", "cancelled"];

interface ListOptions {
  limit?: number;
  status?: ConversationState;
  agent?: string;
  team?: string;
  channel?: string;
  unread?: boolean;
  rooms?: boolean;
}

interface RunOptions {
  limit?: number;
  agent?: string;
  conversation?: string;
  status?: RunState;
  text?: string;
  since?: number;
  attempts?: boolean;
}

export function registerRuns(program: Command, context: CliContext): void {
  const runs = program
    .command("runs")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi runs --agent coder --status failed\n  tinyagi runs --text backup --since 7d\n  tinyagi runs show run_abc123\n",
    )
    .option("--limit <n>", "show at most this many", parseLimit)
    .option("-a, --agent <id>", "show only runs of this agent")
    .option("--conversation <id>", "show only runs of this conversation")
    .addOption(new Option("--status <status>", "show only this status").choices(RUN_STATES))
    .option("--text <words>", "show only runs with these words in the message or in the answer")
    .option(
      "--since <time>",
      "show only runs created since then: 30m, 24h, 7d or 4w ago, or a date",
      (value: string) => parsePastTime(value, context.now()),
    )
    .option("--attempts", "show every attempt of a message, not only the newest one")
    .action((options: RunOptions) => listRuns(context, options));
  runs
    .command("show")
    .argument("<id>", "run id")
    .description("show one run with its output")
    .action((id: string) => showRun(context, id));
}

export function registerConversation(program: Command, context: CliContext): void {
  const conversation = program
    .command("conversation")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi conversation list --status open\n  tinyagi conversation show conv_abc123\n  tinyagi conversation list --unread\n  tinyagi conversation read conv_abc123\n  tinyagi conversation cancel conv_abc123\n",
    );
  conversation
    .command("list")
    .description("list conversations, newest first")
    .option("--limit <n>", "show at most this many", parseLimit)
    .option("-a, --agent <id>", "show only those in which this agent works or worked")
    .option("--team <id>", "show only those of this team")
    .option(
      "--channel <name>",
      "show only those of this channel; chatroom: those that posts in chat rooms started",
    )
    .option("--rooms", "show those that posts in chat rooms started, too")
    .addOption(new Option("--status <status>", "show only this status").choices(STATES))
    .option("-u, --unread", "show only those with a reply that you have not read in TinyOffice")
    .action((options: ListOptions) => listConversations(context, options));
  conversation
    .command("show")
    .argument("<id>", "conversation id")
    .description("show the run tree and replies of a conversation")
    .action((id: string) => showConversation(context, id));
  conversation
    .command("read")
    .argument("<id>", "conversation id")
    .description("mark all replies of a conversation as read, as TinyOffice does")
    .action((id: string) => readConversation(context, id));
  conversation
    .command("cancel")
    .argument("<id>", "conversation id")
    .description("cancel all unfinished messages of a conversation")
    .action(async (id: string) => {
      const client = await context.connect();
      const body = await client.call("cancelConversation", { params: { id }, signal: context.signal });
      context.output.data(body, () => [
        `${body.cancelled} ${body.cancelled === 1 ? "message" : "messages"} cancelled`,
      ]);
    });
}

async function listRuns(context: CliContext, options: RunOptions): Promise<void> {
  const client = await context.connect();
  const { attempts = false, ...filter } = options;
  const query = { ...filter, ...(attempts ? {} : { newest: "true" as const }) };
  const rows = await client.call("listRuns", { query, signal: context.signal });
  const word = await wordsFor(context, rows);
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? [isNarrowed(options) ? "no run matches" : "no runs; start one: tinyagi run '@agent text'"]
      : runLines(rows, { columns, now: context.now(), word }),
  );
}

function isNarrowed({ agent, conversation, status, text, since }: RunOptions): boolean {
  return [agent, conversation, status, text, since].some((one) => one !== undefined);
}

/** JSON has the state that the API names. */
async function wordsFor(context: CliContext, runs: readonly RunView[]): Promise<RunWord> {
  return context.output.json || runs.length === 0 ? ({ status }) => status : await runWords(context, runs);
}

function runLines(
  rows: RouteOutput<"listRuns">,
  { columns, now, word }: { columns: number; now: number; word: RunWord },
): string[] {
  const head = ["RUN", "AGENT", "STATUS", "STARTED", "DURATION", "COST", "ABOUT"];
  const cells = rows.map((run) => [
    run.runId,
    run.agent,
    word(run),
    minute(run.startedAt ?? run.createdAt),
    run.startedAt === null ? "" : duration((run.finishedAt ?? now) - run.startedAt),
    cost(run.usage),
    workTitle({ ...run, text: run.task }) + (run.attempt > 1 ? ` (attempt ${run.attempt})` : ""),
  ]);
  const lines = table(head, cells, columns);
  if (lines.length === rows.length + 1) return withErrors(rows, columns, lines);
  // On a narrow screen each run is a block, with its error on a separate line.
  const errors = rows.map((run) => run.error?.message ?? "");
  return table(
    [...head, "ERROR"],
    cells.map((row, index) => [...row, errors[index] ?? ""]),
    columns,
  );
}

/** One figure: money where it is known, else tokens. */
function cost({ costUsd, estimated, inputTokens, outputTokens }: RunView["usage"]): string {
  if (costUsd !== undefined) return cents({ costUsd, estimated });
  return inputTokens === undefined && outputTokens === undefined
    ? ""
    : tokens((inputTokens ?? 0) + (outputTokens ?? 0));
}

/** The error of a run is on the line below it: the row has no room for it. */
function withErrors(
  rows: readonly RunView[],
  columns: number,
  [head = "", ...lines]: readonly string[],
): string[] {
  return [
    head,
    ...lines.flatMap((line, index) => {
      const message = rows[index]?.error?.message;
      return message === undefined ? [line] : [line, cut(`  ${cleanLine(message)}`, columns)];
    }),
  ];
}

async function showRun(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const run = await client.call("getRun", { params: { id }, signal: context.signal });
  const lines = await answerLines(context);
  const word = await wordsFor(context, [run]);
  const program = programStart(run);
  context.output.data(run, (columns) => [
    ...facts(
      [
        ["run", run.runId],
        ["agent", run.agent],
        ["status", word(run)],
        ["attempt", String(run.attempt)],
        ["harness", `${run.harness} ${run.harnessVersion ?? ""}`.trimEnd()],
        ["model", run.model ?? "(default)"],
        ...(run.effort == null ? [] : [["effort", run.effort] as const]),
        ...(program === undefined ? [] : [["program", program] as const]),
        ...(run.permissions === null ? [] : [["permissions", run.permissions] as const]),
        ["conversation", run.conversationId],
        ["cost", spend([run.usage])],
        ...(run.context == null ? [] : [["context", contextText(run.context)] as const]),
        ...(run.error === null
          ? []
          : [
              ["error", `${run.error.class}: ${run.error.message}`] as const,
              ["what to do", `tinyagi why ${run.messageRowId}`] as const,
            ]),
      ],
      columns,
    ),
    ...(run.output === null ? [] : ["", ...lines(run.output, columns)]),
  ]);
}

async function listConversations(context: CliContext, options: ListOptions): Promise<void> {
  const client = await context.connect();
  const { unread, rooms, ...filter } = options;
  const query = {
    ...filter,
    ...(unread === true ? { unread: "true" as const } : {}),
    // As in TinyOffice, posts stand in their rooms.
    ...(rooms === true || filter.channel !== undefined ? {} : { rooms: "false" as const }),
  };
  const rows = await client.call("listConversations", { query, signal: context.signal });
  if (rows.length === 0 && unread === true)
    return context.output.data(rows, () => ["no unread conversations"]);
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no conversations; start one: tinyagi run '@agent text'"]
      : table(
          ["CONVERSATION", "STATUS", "STARTED", "FROM", "ABOUT"],
          rows.map((row) => [
            row.id,
            row.status,
            minute(row.createdAt),
            `${row.sender} (${row.channel})`,
            workTitle(row),
          ]),
          columns,
        ),
  );
}

async function buildTree(
  context: CliContext,
  { id, messages }: ConversationDetail,
): Promise<ConversationTree> {
  const { now, signal } = context;
  const [client, { openTree }] = await Promise.all([context.connect(), import("@tinyagi/visualizer/plain")]);
  const marks = replyMarks(context);
  const tree = openTree({ client, conversation: id, signal, now, marks });
  await tree.read(messages);
  return tree;
}

async function readConversation(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const { signal } = context;
  const { replies } = await client.call("getConversation", { params: { id }, signal });
  const newest = Math.max(0, ...replies.map((reply) => reply.id));
  const body = await client.call("markConversationRead", {
    params: { id },
    body: { replyId: newest },
    signal,
  });
  context.output.data(body, () => [body.unread ? "a new reply came in the meantime" : "read"]);
}

async function showConversation(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const { output } = context;
  const detail = await client.call("getConversation", { params: { id }, signal: context.signal });
  const tree = output.json ? undefined : await buildTree(context, detail);
  const drawing = { marks: replyMarks(context), draw: await answerDrawer(context) };
  output.data(detail, (columns) => [
    ...foldedLines(headOf(detail), columns),
    ...foldedLines(withoutTaskTags(detail.text), columns),
    "",
    ...(tree?.lines(Number.isFinite(columns) ? columns : FALLBACK_COLUMNS, { works: false }) ?? []),
    ...foldedLines(summarize(detail), columns),
    ...(detail.limitReached === null ? [] : [`stopped by the limit ${detail.limitReached}`]),
    ...(detail.replies.length === 0 ? [] : [""]),
    ...replyLines(detail, detail.replies, { columns, ...drawing }),
  ]);
}

function headOf({ sender, channel, createdAt, status }: ConversationDetail): string {
  return cleanLine(`${sender} (${channel}), ${stamp(createdAt)}, ${status}`);
}
