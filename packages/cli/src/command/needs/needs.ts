/** `needs`: what holds work up until a person acts, and what can wait, each with the command that settles it. */
import type { Client } from "@tinyagi/client";
import type { RouteOutput } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import {
  ago,
  approvalCommand,
  type CanWait,
  canWait,
  en,
  grouped,
  type Need,
  type NeedCounts,
  needCount,
  needKinds,
  needSentence,
  needsOf,
  retryCommand,
  waitCommands,
  waitTitle,
  workTitle,
} from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { foldedLines } from "../../view/folded.js";

/** The most that the daemon lists at once. The count is of all. */
const LISTED_MAX = 1_000;

type Approval = RouteOutput<"listApprovals">["approvals"][number];
type DeadLetter = RouteOutput<"queueDead">[number];

/** One line about it, since when, and what to type. */
interface Item {
  kind: string;
  agent?: string;
  about: string;
  since?: number;
  commands: readonly string[];
}

export function registerNeeds(program: Command, context: CliContext): void {
  program
    .command("needs")
    .addHelpText(
      "after",
      "\nQuestions, approvals and dead letters hold work up. What can wait is listed below them.\n\nExamples:\n  tinyagi needs\n  tinyagi needs --json\n",
    )
    .action(() => list(context));
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { counts, needs, waits } = await readNeeds(client, context.signal);
  const count = needCount(counts);
  const body = { count, ...counts, needs: needs.map(needItem), canWait: waits.map(waitItem) };
  context.output.data(body, (columns) => [
    [needSentence(count), needKinds(counts)].filter((part) => part !== "").join(" "),
    ...body.needs.flatMap((item) => itemLines(item, context.now(), columns)),
    ...(count > body.needs.length ? [`${grouped(count - body.needs.length)} more: tinyagi queue dead`] : []),
    ...(body.canWait.length === 0 ? [] : ["", "Can wait:"]),
    ...body.canWait.flatMap((item) => itemLines(item, context.now(), columns)),
  ]);
}

interface Found {
  counts: NeedCounts;
  needs: Need<Approval, DeadLetter>[];
  waits: CanWait[];
}

async function readNeeds(client: Client, signal: AbortSignal): Promise<Found> {
  const limit = LISTED_MAX;
  const [status, queue, { approvals }, dead, budgets, { pending }, { channels }] = await Promise.all([
    client.call("status", { signal }),
    client.call("queueStatus", { signal }),
    client.call("listApprovals", { query: { status: "open", limit }, signal }),
    client.call("queueDead", { query: { limit }, signal }),
    client.call("listBudgets", { signal }),
    client.call("listPairings", { signal }),
    client.call("listChannels", { signal }),
  ]);
  const questions = approvals.filter(({ kind }) => kind === "question").length;
  const asked = status.attention ?? { approvals: approvals.length - questions, questions };
  return {
    counts: { approvals: asked.approvals, questions: asked.questions, dead: queue.dead },
    needs: needsOf(approvals, dead),
    waits: canWait({ budgets, senders: pending, channels, paused: status.pausedProviders ?? [] }),
  };
}

function needItem(need: Need<Approval, DeadLetter>): Item {
  const { agent, at: since } = need;
  if (need.kind === "approval") {
    const { kind, title } = need.approval;
    const about = `@${agent} ${en.needs.asks[kind]}: ${title}`;
    return { kind, agent, about, since, commands: [approvalCommand(need.approval)] };
  }
  const { letter } = need;
  const title = workTitle({ ...letter, text: letter.data.message });
  const about = `@${agent} ${en.needs.failed}: ${title} (${letter.failedReason})`;
  return { kind: "dead_letter", agent, about, since, commands: [retryCommand(letter)] };
}

function waitItem(one: CanWait): Item {
  return { kind: one.kind, about: waitTitle(one), commands: waitCommands(one) };
}

function itemLines({ about, since, commands }: Item, now: number, columns: number): string[] {
  const age = since === undefined ? "" : ` · ${ago(now - since)}`;
  return [
    ...foldedLines(cleanLine(`${about}${age}`), columns),
    ...commands.map((one) => `  ${cleanLine(one)}`),
  ];
}
