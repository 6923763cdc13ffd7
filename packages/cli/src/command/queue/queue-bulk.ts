/** `queue retry` and `queue purge` for many dead letters: all, or all of one agent, however many there are. */

import type { RouteOutput, RunErrorClass } from "@tinyagi/contracts";
import { stepText } from "@tinyagi/views";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { table } from "../../view/table.js";

export interface RetryOptions {
  all?: boolean;
  agent?: string;
  except?: RunErrorClass[];
  dryRun?: boolean;
}

type Summary = RouteOutput<"deadSummary">;

/** Whether a whole set is meant. Ids together with a set, or neither of them, are an error. */
export function isBulk(ids: readonly string[], { all, agent, except, dryRun }: RetryOptions): boolean {
  const bulk = all === true || agent !== undefined;
  if (bulk === ids.length > 0)
    throw usageError(
      bulk ? "Use ids, --all or --agent, not several of them." : "The ids of the dead letters are missing.",
      "Give ids, or retry all: tinyagi queue retry --all",
    );
  if (!bulk && (except !== undefined || dryRun === true))
    throw usageError("--except and --dry-run need --all or --agent.", "tinyagi queue retry --all --dry-run");
  return bulk;
}

/** Retries in parts of what one call takes. A letter that fails again meanwhile is not retried twice. */
export async function retryAll(context: CliContext, options: RetryOptions): Promise<void> {
  const { agent, except, dryRun } = options;
  const client = await context.connect();
  const query = agent === undefined ? {} : { agent };
  const summary = await client.call("deadSummary", { query, signal: context.signal });
  if (dryRun === true) {
    context.output.data(summary, (columns) => previewLines(summary, except ?? [], columns));
    return;
  }
  const retried: RouteOutput<"retryAllDead">["retried"] = [];
  const body = { ...query, until: summary.until, ...(except === undefined ? {} : { except }) };
  let part: RouteOutput<"retryAllDead"> | undefined;
  let after: string | undefined;
  do {
    after = part?.next ?? undefined;
    part = await client.call("retryAllDead", {
      body: after === undefined ? body : { ...body, after },
      signal: context.signal,
    });
    retried.push(...part.retried);
    // A cursor that does not advance would never end.
  } while (part.next !== null && part.next !== after);
  const { remaining } = part;
  context.output.data({ ...part, retried }, () => [
    `retrying ${retried.length}${remaining === 0 ? "" : `; ${remaining} dead letters remain`}`,
  ]);
}

function previewLines({ groups }: Summary, except: readonly string[], columns: number | undefined): string[] {
  const kept = groups.filter(({ errorClass }) => !except.includes(errorClass));
  const inGraph = kept.reduce((sum, group) => sum + group.inGraph, 0);
  const retried = kept.flatMap((group) => {
    const count = group.count - group.inGraph;
    return count === 0 ? [] : [{ ...group, count }];
  });
  const leftOut =
    inGraph === 0
      ? []
      : [`left out: ${inGraph} of sub-agents; retry them in their graph: tinyagi retry <run> --from <agent>`];
  const total = retried.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return ["no dead letters to retry", ...leftOut];
  return [
    `would retry ${total}, oldest first`,
    ...table(
      ["AGENT", "REASON", "COUNT", "BEFORE A RETRY"],
      retried.map(({ agent, errorClass, count, advice }) => [
        ...[agent, errorClass, String(count)],
        stepText({ errorClass }) ?? advice ?? "",
      ]),
      columns,
    ),
    ...leftOut,
  ];
}

export async function purge(context: CliContext, options: { agent?: string; yes?: boolean }): Promise<void> {
  const client = await context.connect();
  const query = options.agent === undefined ? {} : { agent: options.agent };
  const whose = options.agent === undefined ? "all dead letters" : `every dead letter of @${options.agent}`;
  await confirm(context, `Delete ${whose}?`, options.yes === true);
  const { until } = await client.call("deadSummary", { query, signal: context.signal });
  const deleted: number[] = [];
  let part: RouteOutput<"purgeDead"> | undefined;
  let after: string | undefined;
  do {
    after = part?.next ?? undefined;
    const body = { ...query, until, ...(after === undefined ? {} : { after }) };
    part = await client.call("purgeDead", { body, signal: context.signal });
    deleted.push(...part.deleted);
    // A cursor that does not advance would never end.
  } while (part.next !== null && part.next !== after);
  const { remaining } = part;
  context.output.data({ ...part, deleted }, () => [
    `deleted ${deleted.length}${remaining === 0 ? "" : `; ${remaining} remain`}`,
  ]);
}
