/** A conversation as turns: what a person asked, what each agent did and said. Pure. */

import {
  joinWritten,
  type LiveRuns,
  type LiveThought,
  type LiveTool,
  NO_RUNS,
  type ShownRun,
  withoutTags,
} from "@tinyagi/client";
import type { ReplyPart } from "@tinyagi/contracts";
import { isLiveRun } from "@tinyagi/views";
import { addCosts, type Cost } from "../../lib/figures";
import type { ConversationDetail } from "../../lib/queries";
import { runShown, type Shown, workShown } from "../../ui/states";

type StoredRun = ConversationDetail["runs"][number];
type Message = ConversationDetail["messages"][number];

export interface Turn extends Shown {
  /** Empty for an agent that never ran. */
  runId: string;
  agent: string;
  /** Who handed the work over; null for a person. */
  from: string | null;
  /** The place of a sub-agent in its graph: its answer stands in the tree of the one it works for. */
  node: string | undefined;
  text: string;
  error: string | undefined;
  tools: readonly LiveTool[];
  thoughts: readonly LiveThought[];
  /** Whether it began before this page was opened, so that earlier steps stand in its log only. */
  isLate: boolean;
  /** Whether its log has any. */
  hasSteps: boolean;
  startedAt: number;
  finishedAt: number | null;
  /** Nothing while it runs. */
  spent: Cost;
  /** Its words are those of the delivered reply. */
  isDelivered?: true;
  /** How the reply words its failure. */
  failure?: NonNullable<ReplyPart["failure"]>;
}

/** The event of a start and the row of its run differ by less. */
const SAME_MS = 1_000;

/**
 * In the order in which the runs began. A failed attempt that a later one replaced is left out.
 *
 * @param ended runs whose answers the conversation may not have yet
 */
export function buildTurns(conversation: ConversationDetail, live: LiveRuns, ended = NO_RUNS): Turn[] {
  const seen = ({ runId, finishedAt }: StoredRun): ShownRun | undefined =>
    live.get(runId) ?? (finishedAt === null ? ended.get(runId) : undefined);
  const messages = new Map(conversation.messages.map((message) => [message.id, message]));
  const lastOf = new Map(conversation.runs.map((run) => [run.messageRowId, run.runId]));
  const stored = [...conversation.runs]
    .sort((a, b) => a.createdAt - b.createdAt)
    .filter(({ messageRowId, runId, status }) => status !== "failed" || lastOf.get(messageRowId) === runId)
    .map((run) => turnOf(run, messages.get(run.messageRowId), seen(run)));
  const known = new Set(conversation.runs.map(({ runId }) => runId));
  // A run of a message that is not known yet may be that of a sub-agent: the conversation is read again for it.
  const newer = [...live.values()].filter(
    ({ conversationId, runId, messageRowId }) =>
      conversationId === conversation.id &&
      !known.has(runId) &&
      (messageRowId === undefined || messages.has(messageRowId)),
  );
  return [...stored, ...newer.map((run) => liveTurn(run, messages.get(run.messageRowId ?? -1)))];
}

function turnOf(run: StoredRun, message: Message | undefined, live: ShownRun | undefined): Turn {
  const { runId, agent, status, output, error, startedAt, createdAt, finishedAt, usage } = run;
  const began = startedAt ?? createdAt;
  const isLate = live === undefined || live.startedAt > began + SAME_MS;
  const isAsking = run.waiting || live?.waiting === true;
  return {
    runId,
    agent,
    ...(isAsking && isLiveRun(status) ? workShown("waiting") : runShown(status)),
    finishedAt,
    ...resolvePlace(message),
    text: output ?? withoutTags(joinWritten(live, run.written)),
    error: error?.message,
    tools: isLate ? [] : (live?.tools ?? []),
    thoughts: isLate ? [] : (live?.thoughts ?? []),
    isLate,
    // What came since the conversation was read is known of the events alone.
    hasSteps: run.hasSteps || (live?.tools.length ?? 0) + (live?.thoughts.length ?? 0) > 0,
    startedAt: began,
    spent: usage,
  };
}

function resolvePlace(message: Message | undefined): Pick<Turn, "from" | "node"> {
  return { from: message?.fromAgent ?? null, node: message?.node };
}

function liveTurn(
  { runId, agent, text, tools, thoughts, startedAt, waiting }: ShownRun,
  message: Message | undefined,
): Turn {
  return {
    runId,
    agent,
    ...resolvePlace(message),
    text: withoutTags(text),
    tools,
    thoughts,
    isLate: false,
    hasSteps: tools.length + thoughts.length > 0,
    startedAt,
    finishedAt: null,
    spent: {},
    error: undefined,
    ...workShown(waiting ? "waiting" : "running"),
  };
}

export function spentOn(turns: readonly Turn[]): Cost {
  return addCosts(turns.map(({ spent }) => spent));
}

/** The run that a text to the conversation steers. */
export function steerable(turns: readonly Turn[]): Turn | undefined {
  return turns.find(({ state }) => state === "running");
}
