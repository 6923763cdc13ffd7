/** `queue`: counts, what runs, dead letters. */
import type { Command } from "commander";
import { CliError, failureOf, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { duration, minute } from "../view/format.js";
import { facts, table } from "../view/table.js";
import { confirm } from "./confirm.js";
import { parseLimit } from "./option.js";

export function registerQueue(program: Command, context: CliContext): void {
  const queue = program
    .command("queue")
    .description("messages that wait, run, or ended as dead letters")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi queue status\n  tinyagi queue agents\n  tinyagi queue processing\n  tinyagi queue kill 12\n  tinyagi queue dead\n  tinyagi queue retry 12 14\n  tinyagi queue retry --all\n  tinyagi queue delete 12 --yes\n  tinyagi queue purge --agent coder --yes\n",
    );
  queue
    .command("status")
    .description("counts by state; outgoing: replies that no channel has fetched yet, dead: failed for good")
    .action(() => counts(context));
  queue
    .command("agents")
    .description("open work by agent")
    .action(() => agents(context));
  queue
    .command("processing")
    .description("what runs now and what waits behind it")
    .option("--limit <n>", "at most this many", parseLimit)
    .action((options: { limit?: number }) => processing(context, options.limit));
  queue
    .command("dead")
    .description("dead letters with the reason")
    .option("--limit <n>", "at most this many", parseLimit)
    .action((options: { limit?: number }) => dead(context, options.limit));
  queue
    .command("retry")
    .argument("[ids...]", "ids of dead letters")
    .option("--all", "every dead letter")
    .option("--agent <id>", "every dead letter of one agent")
    .description("put dead letters back into their queue")
    .action((ids: string[], options: Selection) =>
      isBulk(ids, options) ? retryAll(context, options) : eachId(context, ids, retry),
    );
  queue
    .command("delete")
    .argument("<ids...>", "ids of dead letters")
    .option("-y, --yes", "do not ask")
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
    .option("--agent <id>", "those of one agent")
    .option("-y, --yes", "do not ask")
    .description("delete every dead letter")
    .action((options: { agent?: string; yes?: boolean }) => purge(context, options));
  queue
    .command("kill")
    .argument("<ids...>", "ids of messages that wait or run")
    .description("cancel messages; their sender is told")
    .action((ids: string[]) => eachId(context, ids, kill));
}

async function counts(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("queueStatus", { signal: context.signal });
  context.output.data(body, () => [
    ...facts(Object.entries(body).map(([name, count]) => [name, String(count)])),
    ...(body.dead === 0 ? [] : ["dead: failed for good, see tinyagi queue dead"]),
    ...(body.outgoing === 0 ? [] : ["outgoing: replies that no channel has fetched yet"]),
  ]);
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
  const rows = await client.call("queueProcessing", { query: { limit }, signal: context.signal });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["nothing runs"]
      : table(
          ["ID", "STATUS", "AGENT", "FOR", "MESSAGE"],
          rows.map((row) => [String(row.id), row.status, row.agent, duration(row.duration), row.message]),
          columns,
        ),
  );
}

async function dead(context: CliContext, limit?: number): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("queueDead", { query: { limit }, signal: context.signal });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no dead letters"]
      : table(
          ["ID", "AGENT", "ATTEMPTS", "SINCE", "REASON", "MESSAGE"],
          rows.map((row) => [
            String(row.id),
            row.data.agent,
            String(row.totalAttempts),
            minute(row.timestamp),
            row.failedReason,
            row.data.message,
          ]),
          columns,
        ),
  );
}

interface Selection {
  all?: boolean;
  agent?: string;
}

/** Whether a whole set is meant; ids and a set together, or neither, is a mistake. */
function isBulk(ids: readonly string[], { all, agent }: Selection): boolean {
  const bulk = all === true || agent !== undefined;
  if (bulk === ids.length > 0)
    throw usageError(
      bulk ? "give ids or --all or --agent, not both" : "which dead letters?",
      "name ids, or use: tinyagi queue retry --all",
    );
  return bulk;
}

async function retryAll(context: CliContext, { agent }: Selection): Promise<void> {
  const client = await context.connect();
  const body = await client.call("retryAllDead", {
    body: agent === undefined ? {} : { agent },
    signal: context.signal,
  });
  context.output.data(body, () => [
    `${body.retried.length} queued again${body.remaining === 0 ? "" : `, ${body.remaining} remain dead`}`,
  ]);
}

async function purge(context: CliContext, options: { agent?: string; yes?: boolean }): Promise<void> {
  const client = await context.connect();
  const whose = options.agent === undefined ? "every dead letter" : `every dead letter of @${options.agent}`;
  await confirm(context, `Delete ${whose}?`, options.yes === true);
  const body = await client.call("purgeDead", {
    body: options.agent === undefined ? {} : { agent: options.agent },
    signal: context.signal,
  });
  context.output.data(body, () => [
    `${body.deleted.length} deleted${body.remaining === 0 ? "" : `, ${body.remaining} remain`}`,
  ]);
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
  return { body, words: `${id} is queued again (${body.conversationId})` };
};

const remove: Act = async (context, id) => {
  const client = await context.connect();
  return {
    body: await client.call("deleteDead", { params: { id }, signal: context.signal }),
    words: `${id} deleted`,
  };
};

const kill: Act = async (context, id) => {
  const client = await context.connect();
  const body = await client
    .call("killProcessing", { params: { id }, signal: context.signal })
    .catch((cause: unknown) => {
      if (failureOf(cause).code !== "NOT_FOUND") throw cause;
      // The API keeps the words of 0.0.20, which speak of running ones alone.
      throw new CliError("NOT_FOUND", "no message that waits or runs has this id", {
        hint: "see them with: tinyagi queue processing",
        cause,
      });
    });
  return {
    body,
    words: `${id} of @${body.agent} cancelled${body.processKilled ? ", its process was ended" : ""}`,
  };
};
