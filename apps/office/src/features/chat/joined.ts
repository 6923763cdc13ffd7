/**
 * A thread as a person reads it: the parts of one reply stand together, each under its agent, with the words that were
 * delivered. Pure. Which words are whose, the daemon says; the text itself is never asked, because an agent can imitate
 * the heading of another one. Replies of older releases have no parts and are one text.
 */
import type { ReplyPart } from "@tinyagi/contracts";
import { noteText, partText, replyNotes } from "@tinyagi/views";
import type { ConversationDetail } from "../../lib/queries";
import { words } from "../../locale/words";
import { workShown } from "../../ui/states";
import type { Turn } from "./turns";

export type Reply = ConversationDetail["replies"][number];

export type ThreadItem =
  | { kind: "turn"; turn: Turn }
  | {
      kind: "joined";
      reply: Reply;
      /** The runs behind it, in the order in which they began; without those of sub-agents. */
      parts: readonly Turn[];
      /** All runs behind it. */
      turns: readonly Turn[];
    }
  | {
      /** Below the parts of a reply. */
      kind: "end";
      reply: Reply;
      /** The runs behind it, whose parts stand above or in `rest`. */
      turns: readonly Turn[];
      /** Answers that the reply does not contain, such as those that a summary covers. */
      rest: readonly Turn[];
      /** Agents that have not answered yet. */
      waiting: readonly ReplyPart[];
    };

/** Items that stand together, and when the first of them began. */
interface Group {
  at: number;
  items: readonly ThreadItem[];
}

export function toItems(
  { replies }: Pick<ConversationDetail, "replies">,
  turns: readonly Turn[],
): ThreadItem[] {
  const replyOf = new Map<string, Reply>();
  for (const reply of replies) {
    if (reply.agents.length < 2) continue;
    for (const { runId, agent, finishedAt, startedAt } of turns) {
      const isBehind = finishedAt !== null && startedAt <= reply.createdAt && reply.agents.includes(agent);
      if (isBehind && !replyOf.has(runId)) replyOf.set(runId, reply);
    }
  }
  const alone = turns
    .filter(({ runId, node }) => node === undefined && !replyOf.has(runId))
    .map((turn): Group => ({ at: turn.startedAt, items: [{ kind: "turn", turn }] }));
  const joined = [...new Set(replyOf.values())].map((reply) =>
    getGroup(
      reply,
      turns.filter(({ runId }) => replyOf.get(runId) === reply),
    ),
  );
  return [...alone, ...joined, ...replies.flatMap(neverBegun)]
    .sort((a, b) => a.at - b.at)
    .flatMap(({ items }) => items);
}

/** A message that was cancelled before an agent read it: no run stands for it. */
function neverBegun({ agents, parts, createdAt }: Reply): Group[] {
  const [part, ...others] = parts ?? [];
  if (part === undefined || others.length > 0 || agents.length > 1) return [];
  if (part.runId !== null || part.failure === null || part.failure.runId !== null) return [];
  return [
    { at: createdAt, items: [{ kind: "turn", turn: asDelivered(part, neverRan(part.agent, createdAt)) }] },
  ];
}

function getGroup(reply: Reply, turns: readonly Turn[]): Group {
  const behind = turns.filter(({ node }) => node === undefined);
  // What the browser kept of an older release has no such field.
  const parts = reply.parts ?? [];
  if (parts.length < 2)
    return { at: reply.createdAt, items: [{ kind: "joined", reply, parts: behind, turns }] };
  const [waiting, ended] = [parts.filter(isWaiting), parts.filter((part) => !isWaiting(part))];
  const shown = new Set(ended.flatMap(({ runId, failure }) => [runId, failure?.runId]));
  const items: ThreadItem[] = ended.map((part) => ({
    kind: "turn",
    turn: asDelivered(
      part,
      behind.find(({ runId }) => runId === part.runId) ?? neverRan(part.agent, reply.createdAt),
    ),
  }));
  const rest = behind.filter(({ runId }) => !shown.has(runId));
  items.push({ kind: "end", reply, turns, rest, waiting });
  // Where the first of its answers stood, so that nothing moves when the reply arrives.
  return { at: Math.min(...behind.map(({ startedAt }) => startedAt)), items };
}

function isWaiting({ text, failure, waiting }: ReplyPart): boolean {
  return waiting !== null && text === null && failure === null;
}

function asDelivered({ failure, ...part }: ReplyPart, turn: Turn): Turn {
  const text = partText(part, words.views) ?? "";
  const delivered = { ...turn, text, isDelivered: true as const };
  if (failure === null) return delivered;
  const shown = workShown(failure.class === "cancelled" ? "cancelled" : "failed");
  return { ...delivered, ...shown, error: failure.reason ?? failure.message, failure };
}

/** Removed before it began, or its run is no longer kept. */
function neverRan(agent: string, at: number): Turn {
  return {
    runId: "",
    agent,
    from: null,
    node: undefined,
    ...workShown("done"),
    text: "",
    error: undefined,
    spent: {},
    tools: [],
    thoughts: [],
    isLate: false,
    hasSteps: false,
    startedAt: at,
    finishedAt: at,
  };
}

/** What TinyAGI notes in the reply that contains this run alone, such as which limit stopped something. */
export function listNotes(replies: readonly Reply[], runId: string): readonly string[] {
  return replies
    .filter(({ agents, parts }) => agents.length < 2 && runId !== "" && parts?.[0]?.runId === runId)
    .flatMap((reply) => [
      // The run shows its own words alone.
      ...(reply.parts ?? []).flatMap(({ noted }) =>
        (noted?.notes ?? []).map((note) => noteText(note, words.views)),
      ),
      ...replyNotes(reply, words.views),
    ]);
}
