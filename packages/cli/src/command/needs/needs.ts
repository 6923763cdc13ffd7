/** `needs`: what holds work up until a person acts, and what can wait, each with the command that settles it. */
import type { Client } from "@tinyagi/client";
import type { RouteOutput } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { literalLine } from "@tinyagi/contracts/literal-text";
import {
  ago,
  approvalCommand,
  type CanWait,
  canWait,
  en,
  grouped,
  heldDecisions,
  heldProviders,
  heldText,
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
import { quotedLines } from "../../view/approval-lines.js";
import { foldedLines } from "../../view/folded.js";

/** The most that the daemon lists at once. The count is of all. */
const LISTED_MAX = 1_000;

type Approval = RouteOutput<"listApprovals">["approvals"][number];
type HeldApproval = ReturnType<typeof heldDecisions<Approval>>[number];
type DeadLetter = RouteOutput<"queueDead">[number];

/** What TinyAGI says about it, the words of others, since when, and what to type. */
interface Listed {
  readonly kind: string;
  readonly agent?: string;
  readonly head?: string;
  readonly words: readonly string[];
  readonly since?: number;
  readonly commands: readonly string[];
}

export function registerNeeds(program: Command, context: CliContext): void {
  program
    .command("needs")
    .addHelpText(
      "after",
      "\nQuestions, approvals, dead letters and providers without a valid login hold work up. What can wait is listed below them.\n\nExamples:\n  tinyagi needs\n  tinyagi needs --json\n",
    )
    .action(() => list(context));
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { counts, needs, decided, held, waits } = await readNeeds(client, context.signal);
  const count = needCount(counts);
  const listed = [...held.map(getWait), ...needs.map(getNeed)];
  const waiting = waits.map(getWait);
  const body = { count, ...counts, needs: listed.map(toItem), decided, canWait: waiting.map(toItem) };
  context.output.data(body, (columns) => [
    [needSentence(count), needKinds(counts)].filter((part) => part !== "").join(" "),
    ...listed.flatMap((one) => itemLines(one, context.now(), columns)),
    ...(count > listed.length ? [`${grouped(count - listed.length)} more: tinyagi queue dead`] : []),
    ...decided.flatMap((one) => heldLines(one, context.now(), columns)),
    ...(waiting.length === 0 ? [] : ["", "Can wait:"]),
    ...waiting.flatMap((one) => itemLines(one, context.now(), columns)),
  ]);
}

interface Found {
  counts: NeedCounts;
  needs: Need<Approval, DeadLetter>[];
  /** Can still be taken back. */
  decided: HeldApproval[];
  held: CanWait[];
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
  const open = needsOf(approvals, []);
  const questions = approvals.filter(({ kind, held }) => kind === "question" && held === undefined).length;
  const asked = status.attention ?? { approvals: open.length - questions, questions };
  const paused = status.pausedProviders ?? [];
  const held = heldProviders(paused);
  return {
    counts: {
      approvals: asked.approvals,
      questions: asked.questions,
      dead: queue.dead,
      providers: held.length,
    },
    needs: needsOf(approvals, dead),
    decided: heldDecisions(approvals),
    held,
    waits: canWait({ budgets, senders: pending, channels, paused }),
  };
}

function getNeed(need: Need<Approval, DeadLetter>): Listed {
  const { agent, at: since } = need;
  if (need.kind === "approval") {
    const { id, kind, title } = need.approval;
    // A title is not all of what is approved: it is read before it is decided.
    const read = kind === "question" ? [] : [`tinyagi approvals ${id}`];
    const commands = [...read, approvalCommand(need.approval)];
    return { kind, agent, head: `@${agent} ${en.needs.asks[kind]}`, words: [title], since, commands };
  }
  const { letter } = need;
  const title = workTitle({ ...letter, text: letter.data.message });
  const words = [title, letter.failedReason];
  const head = `@${agent} ${en.needs.failed}`;
  return { kind: "dead_letter", agent, head, words, since, commands: [retryCommand(letter)] };
}

function getWait(one: CanWait): Listed {
  const reason = one.kind === "provider" ? [one.pause.reason] : [];
  return { kind: one.kind, words: [waitTitle(one), ...reason], commands: waitCommands(one) };
}

function toItem({ head, words: [title = "", reason], ...item }: Listed) {
  const about = head === undefined ? title : `${head}: ${title}`;
  return Object.assign(item, { about: reason === undefined ? about : `${about} (${reason})` });
}

/** Decided, and nothing to do. */
function heldLines({ agent, title, held }: HeldApproval, now: number, columns: number): string[] {
  return [
    ...foldedLines(cleanLine(`@${agent}: ${heldText(held, now)}`), columns),
    ...quotedLines(literalLine(title), columns),
  ];
}

/** The words of others are marked on each line: they cannot imitate a command. */
function itemLines({ head, words, since, commands }: Listed, now: number, columns: number): string[] {
  const age = since === undefined ? "" : ` · ${ago(now - since)}`;
  return [
    ...(head === undefined ? [] : foldedLines(cleanLine(`${head}${age}`), columns)),
    ...words.flatMap((text) => quotedLines(literalLine(text), columns)),
    ...commands.map((one) => `  ${cleanLine(one)}`),
  ];
}
