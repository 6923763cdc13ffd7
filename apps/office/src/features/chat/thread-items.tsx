/** What came of a conversation, in order: each agent's words, and the reply that joins them once it is there. */
"use client";
import type { NamedFile } from "@tinyagi/contracts";
import { oneLine, visible } from "../../lib/format/text";
import { answerHref } from "../../lib/hrefs";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { toAgain } from "./again";
import { Answer } from "./answer";
import { Decided } from "./decided";
import { type Decisions, NO_DECISIONS } from "./decisions";
import { HandoffTree } from "./handoff-tree";
import { handoffsOf, treeBelow } from "./handoffs";
import { listNotes, toItems } from "./joined";
import { JoinedReply } from "./joined-reply";
import { MessageFiles } from "./message-files";
import { MessageMenu } from "./message-menu";
import { ReplyEnd } from "./reply-end";
import type { Turn } from "./turns";

export function ThreadItems(props: {
  conversation: ConversationDetail;
  turns: readonly Turn[];
  names: Agents;
  /** What agents asked a person. Default: nothing. */
  decisions?: Decisions;
}) {
  const { conversation, turns, names, decisions = NO_DECISIONS } = props;
  const nameOf = (id: string): string => names[id]?.name ?? id;
  const tree = handoffsOf(conversation, turns);
  const buildTrees = (below: readonly Turn[]) =>
    below.map(({ runId }) => <HandoffTree key={runId} rows={treeBelow(tree, runId)} names={names} />);
  const decidedIn = (below: readonly Turn[]) => below.flatMap(({ runId }) => decisions.at.get(runId) ?? []);
  return toItems(conversation, turns).map((item) => {
    if (item.kind === "turn")
      return (
        <Answer
          // The same before and after the reply that contains it arrives, so that nothing unfolded is folded again.
          key={item.turn.runId || `no run of ${item.turn.agent}`}
          turn={item.turn}
          name={names[item.turn.agent]?.name}
          notes={listNotes(conversation.replies, item.turn.runId)}
          from={item.turn.from === null ? null : nameOf(item.turn.from)}
          menu={<AnswerMenu conversation={conversation} turn={item.turn} name={nameOf(item.turn.agent)} />}
        >
          {buildTrees([item.turn])}
          <Decided approvals={decisions.at.get(item.turn.runId) ?? []} nameOf={nameOf} />
          <MessageFiles files={listFiles(conversation, turns, item.turn)} />
        </Answer>
      );
    if (item.kind === "end")
      return (
        <ReplyEnd key={`reply ${item.reply.id}`} end={item} names={names}>
          {buildTrees(item.rest)}
          <Decided approvals={decidedIn(item.rest)} nameOf={nameOf} />
        </ReplyEnd>
      );
    return (
      <JoinedReply key={`reply ${item.reply.id}`} {...item} names={names}>
        {buildTrees(item.parts)}
        <Decided approvals={decidedIn(item.parts)} nameOf={nameOf} />
      </JoinedReply>
    );
  });
}

/** The files that an agent sent stand in its last answer: a reply does not say which of its runs they came from. */
function listFiles({ replies }: ConversationDetail, turns: readonly Turn[], turn: Turn): NamedFile[] {
  const isLast = turns.findLast(({ agent }) => agent === turn.agent)?.runId === turn.runId;
  const paths = isLast
    ? replies
        .filter(({ agent, agents }) => agent === turn.agent && agents.length < 2)
        .flatMap(({ files }) => files)
    : [];
  return paths.map((path) => ({ path }));
}

function AnswerMenu(props: { conversation: ConversationDetail; turn: Turn; name: string }) {
  const { conversation, turn, name } = props;
  return (
    <MessageMenu
      of={oneLine(name, 60)}
      text={visible(turn.text)}
      href={answerHref(conversation.id, turn.runId)}
      again={toAgain(conversation, turn)}
    />
  );
}
