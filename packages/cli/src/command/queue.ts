/** `queue`: counts, what runs, dead letters. */
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { duration, when } from "../view/format.js";
import { facts, table } from "../view/table.js";
import { confirm } from "./confirm.js";
import { parseLimit } from "./option.js";

export function registerQueue(program: Command, context: CliContext): void {
  const queue = program
    .command("queue")
    .description("messages that wait, run, or ended as dead letters")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi queue status\n  tinyagi queue dead\n  tinyagi queue retry 12\n",
    );
  queue
    .command("status")
    .description("counts by state")
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
    .argument("<ids...>", "ids of dead letters")
    .description("put dead letters back into their queue")
    .action((ids: string[]) => eachId(context, ids, retry));
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
    .command("kill")
    .argument("<ids...>", "ids of messages that wait or run")
    .description("cancel messages; their sender is told")
    .action((ids: string[]) => eachId(context, ids, kill));
}

async function counts(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("queueStatus", { signal: context.signal });
  context.output.data(body, () => facts(Object.entries(body).map(([name, count]) => [name, String(count)])));
}

async function agents(context: CliContext): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("queueAgents", { signal: context.signal });
  context.output.data(rows, () =>
    rows.length === 0
      ? ["no open work"]
      : table(
          ["AGENT", "PENDING", "QUEUED", "PROCESSING"],
          rows.map((row) => [row.agent, String(row.pending), String(row.queued), String(row.processing)]),
        ),
  );
}

async function processing(context: CliContext, limit?: number): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("queueProcessing", { query: { limit }, signal: context.signal });
  context.output.data(rows, () =>
    rows.length === 0
      ? ["nothing runs"]
      : table(
          ["ID", "STATUS", "AGENT", "FOR", "MESSAGE"],
          rows.map((row) => [String(row.id), row.status, row.agent, duration(row.duration), row.message]),
        ),
  );
}

async function dead(context: CliContext, limit?: number): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("queueDead", { query: { limit }, signal: context.signal });
  context.output.data(rows, () =>
    rows.length === 0
      ? ["no dead letters"]
      : table(
          ["ID", "AGENT", "ATTEMPTS", "SINCE", "REASON", "MESSAGE"],
          rows.map((row) => [
            String(row.id),
            row.data.agent,
            String(row.totalAttempts),
            when(row.timestamp),
            row.failedReason,
            row.data.message,
          ]),
        ),
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
  const body = await client.call("killProcessing", { params: { id }, signal: context.signal });
  return {
    body,
    words: `${id} of @${body.agent} cancelled${body.processKilled ? ", its process was ended" : ""}`,
  };
};
