/** `queue`: counts, what runs, dead letters. */
import { type LaneMessage, nearestName, RUN_ERROR_CLASSES } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { pausedPart } from "@tinyagi/contracts/shown-text";
import { duration, minute, waitWords, workTitle } from "@tinyagi/views";
import { type Command, CommanderError, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError, toFailure } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { confirm } from "../../prompt/confirm.js";
import { facts, table } from "../../view/table.js";
import { parseLimit } from "../option.js";
import { isBulk, purge, type RetryOptions, retryAll } from "./queue-bulk.js";

export function registerQueue(program: Command, context: CliContext): void {
  const queue = program
    .command("queue")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi queue\n  tinyagi queue status\n  tinyagi queue agents\n  tinyagi queue processing\n  tinyagi queue lanes\n  tinyagi queue kill 12\n  tinyagi queue dead\n  tinyagi queue retry 12 14\n  tinyagi queue retry --all --dry-run\n  tinyagi queue retry --all --except auth\n  tinyagi queue delete 12 --yes\n  tinyagi queue purge --agent coder --yes\n",
    )
    // What waits, and for what, is what most people come for.
    .allowExcessArguments()
    .action((_options, { args: [word] }: Command) => {
      if (word === undefined) return lanes(context, undefined);
      const meant = nearestName(
        word,
        queue.commands.map((command) => command.name()),
      );
      const hint = meant === undefined ? "" : `\n(Did you mean ${meant}?)`;
      const message = `error: unknown command '${cleanLine(word)}'${hint}`;
      throw new CommanderError(EXIT.usage, "commander.unknownCommand", message);
    });
  registerLists(queue, context);
  registerDeadActs(queue, context);
  queue
    .command("kill")
    .alias("cancel")
    .argument("<ids...>", "ids of waiting or running messages")
    .description("cancel messages and notify their senders")
    .action((ids: string[]) => eachId(context, ids, kill));
}

function registerLists(queue: Command, context: CliContext): void {
  queue
    .command("status")
    .description(
      "count messages by state; outgoing: replies that no channel has fetched yet, dead: failed permanently",
    )
    .action(() => counts(context));
  queue
    .command("agents")
    .description("show open work by agent")
    .action(() => agents(context));
  queue
    .command("processing")
    .description("list running and waiting messages")
    .option("--limit <n>", "show at most this many", parseLimit)
    .action((options: { limit?: number }) => processing(context, options.limit));
  queue
    .command("lanes")
    .description("show what each agent runs, what waits after it, and for what")
    .option("--limit <n>", "show at most this many of each lane", parseLimit)
    .action((options: { limit?: number }) => lanes(context, options.limit));
  queue
    .command("dead")
    .description("list dead letters with their reasons")
    .option("--agent <id>", "only those of one agent")
    .option("--before <cursor>", "only those older than this one; the list names it when there are more")
    .option("--limit <n>", "show at most this many", parseLimit)
    .action((options: { limit?: number; agent?: string; before?: string }) => dead(context, options));
}

function registerDeadActs(queue: Command, context: CliContext): void {
  queue
    .command("retry")
    .argument("[ids...]", "ids of dead letters")
    .option("--all", "all dead letters")
    .option("--agent <id>", "all dead letters of one agent")
    .addOption(
      new Option(
        "--except <reasons...>",
        "with --all or --agent: leave out those that failed for these reasons",
      ).choices(RUN_ERROR_CLASSES),
    )
    .option("--dry-run", "with --all or --agent: show what would be retried, and what would fail again")
    .description("retry dead letters")
    .action((ids: string[], options: RetryOptions) =>
      isBulk(ids, options) ? retryAll(context, options) : retryEach(context, ids),
    );
  queue
    .command("delete")
    .argument("<ids...>", "ids of dead letters")
    .option("-y, --yes", "do not ask for confirmation")
    .description("delete dead letters")
    .action(async (ids: string[], options: { yes?: boolean }) => {
      await confirm(
        context,
        `Delete ${ids.length === 1 ? "this dead letter" : `${ids.length} dead letters`}?`,
        options.yes === true,
      );
      await eachId(context, ids, remove);
    });
  queue
    .command("purge")
    .option("--agent <id>", "only those of one agent")
    .option("-y, --yes", "do not ask for confirmation")
    .description("delete all dead letters")
    .action((options: { agent?: string; yes?: boolean }) => purge(context, options));
}

async function counts(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("queueStatus", { signal: context.signal });
  // What a sidebar counts beside the queue.
  const { unread: _, moving: __, ...ofQueue } = body;
  context.output.data(body, () => [
    ...facts(Object.entries(ofQueue).map(([name, count]) => [name, String(count)])),
    ...(body.dead === 0 ? [] : ["dead: failed permanently; list them: tinyagi queue dead"]),
    ...(body.outgoing === 0 ? [] : ["outgoing: replies that no channel has fetched yet"]),
  ]);
}

async function lanes(context: CliContext, limit: number | undefined): Promise<void> {
  const client = await context.connect();
  const query = limit === undefined ? {} : { limit };
  const body = await client.call("queueLanes", { query, signal: context.signal });
  context.output.data(body, (columns) => {
    if (body.lanes.length === 0) return ["the queue is empty"];
    const rows = body.lanes.flatMap(({ messages }) => messages.map(laneRow));
    const hidden = body.lanes.flatMap(({ agent, total, messages }) =>
      total > messages.length ? [`${total - messages.length} more for @${agent}`] : [],
    );
    return [
      ...table(["ID", "AGENT", "NOW", "ATTEMPT", "ABOUT"], rows, columns),
      ...hidden,
      ...(body.truncated ? ["there are more lanes than are shown"] : []),
    ];
  });
}

function laneRow(message: LaneMessage): string[] {
  const { id, agent, attempts, preview } = message;
  const now = waitWords(message, Date.now()) || "runs";
  return [String(id), `@${agent}`, now, String(attempts), workTitle({ ...message, text: preview })];
}

async function agents(context: CliContext): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("queueAgents", { signal: context.signal });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no open work"]
      : table(
          ["AGENT", "PENDING", "QUEUED", "PROCESSING"],
          rows.map((row) => [row.agent, String(row.pending), String(row.queued), String(row.processing)]),
          columns,
        ),
  );
}

async function processing(context: CliContext, limit?: number): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("queueProcessing", {
    query: { limit, facts: "true" },
    signal: context.signal,
  });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no messages are running or waiting"]
      : table(
          ["ID", "STATUS", "AGENT", "TIME", "ABOUT"],
          rows.map((row) => [
            String(row.id),
            row.status,
            row.agent,
            duration(row.duration),
            workTitle({ ...row, text: row.message }),
          ]),
          columns,
        ),
  );
}

/** Most dead letters of one answer when no number is asked for. */
const DEAD_PAGE = 1_000;

async function dead(
  context: CliContext,
  query: { limit?: number; agent?: string; before?: string },
): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("queueDead", { query, signal: context.signal });
  const last = rows.length < (query.limit ?? DEAD_PAGE) ? undefined : rows.at(-1);
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no dead letters"]
      : [
          ...table(
            ["ID", "AGENT", "ATTEMPTS", "SINCE", "REASON", "ABOUT"],
            rows.map((row) => [
              String(row.id),
              row.data.agent,
              String(row.totalAttempts),
              minute(row.timestamp),
              row.failedReason,
              workTitle({ ...row, text: row.data.message }),
            ]),
            columns,
          ),
          ...(last === undefined ? [] : [`older ones: tinyagi queue dead --before ${last.cursor}`]),
        ],
  );
}

type Act = (context: CliContext, id: string) => Promise<{ body: unknown; words: string }>;

async function eachId(context: CliContext, ids: readonly string[], act: Act): Promise<void> {
  for (const id of ids) {
    const { body, words } = await act(context, id);
    context.output.data(body, () => [words]);
  }
}

const retry: Act = async (context, id) => {
  const client = await context.connect();
  const body = await client.call("retryDead", { params: { id }, signal: context.signal });
  return { body, words: `retrying ${id} (${body.conversationId})` };
};

/** What a paused provider holds up would otherwise look like a retry that does nothing. */
async function retryEach(context: CliContext, ids: readonly string[]): Promise<void> {
  await eachId(context, ids, retry);
  const client = await context.connect();
  const { pausedProviders = [] } = await client.call("status", { signal: context.signal });
  for (const { reason, ...part } of pausedProviders)
    context.output.talk(
      `Messages for ${cleanLine(pausedPart(part))} wait: ${cleanLine(reason)}. To try at once: tinyagi provider resume ${part.provider}`,
    );
}

const remove: Act = async (context, id) => {
  const client = await context.connect();
  return {
    body: await client.call("deleteDead", { params: { id }, signal: context.signal }),
    words: `deleted ${id}`,
  };
};

const kill: Act = async (context, id) => {
  const client = await context.connect();
  const body = await client
    .call("killProcessing", { params: { id }, signal: context.signal })
    .catch((cause: unknown) => {
      if (toFailure(cause).code !== "NOT_FOUND") throw cause;
      // The API keeps the words of 0.0.20, which mention only running messages.
      throw new CliError("NOT_FOUND", "No waiting or running message has this id.", {
        hint: "List them: tinyagi queue processing",
        cause,
      });
    });
  return {
    body,
    words: `cancelled ${id} of @${body.agent}${body.processKilled ? " and stopped its process" : ""}`,
  };
};
