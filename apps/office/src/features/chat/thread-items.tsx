/** What came of a conversation, in order: each agent's words, and the reply that joins them once it is there. */
"use client";
import type { NamedFile } from "@tinyagi/contracts";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { Answer, AnswerBody } from "./answer";
import { HandoffTree } from "./handoff-tree";
import { handoffsOf, treeBelow } from "./handoffs";
import { itemsOf } from "./joined";
import { JoinedReply } from "./joined-reply";
import { MessageFiles } from "./message-files";
import type { Turn } from "./turns";

export function ThreadItems(props: {
  conversation: ConversationDetail;
  turns: readonly Turn[];
  names: Agents;
}) {
  const { conversation, turns, names } = props;
  const tree = handoffsOf(conversation, turns);
  return itemsOf(conversation, turns).map((item) =>
    item.kind === "turn" ? (
      <Answer
        key={item.turn.runId}
        turn={item.turn}
        name={names[item.turn.agent]?.name}
        from={item.turn.from === null ? null : (names[item.turn.from]?.name ?? item.turn.from)}
      >
        <HandoffTree rows={treeBelow(tree, item.turn.runId)} names={names} />
        <MessageFiles files={filesOf(conversation, turns, item.turn)} />
      </Answer>
    ) : (
      <JoinedReply
        key={item.reply.id}
        reply={item.reply}
        parts={item.parts}
        names={names}
        partOf={(turn) => <AnswerBody turn={turn} />}
      >
        {item.parts.map(({ runId }) => (
          <HandoffTree key={runId} rows={treeBelow(tree, runId)} names={names} />
        ))}
      </JoinedReply>
    ),
  );
}

/** The files that an agent sent stand in its last answer: a reply does not say which of its runs they came from. */
function filesOf({ replies }: ConversationDetail, turns: readonly Turn[], turn: Turn): NamedFile[] {
  const isLast = turns.findLast(({ agent }) => agent === turn.agent)?.runId === turn.runId;
  const paths = isLast
    ? replies
        .filter(({ agent, agents }) => agent === turn.agent && agents.length < 2)
        .flatMap(({ files }) => files)
    : [];
  return paths.map((path) => ({ path }));
}
