/** The answer, live. When it is there, the office opens; when it fails, the next step is a button. */
"use client";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { chatHref } from "../../lib/hrefs";
import { useAgents, useConversation } from "../../lib/queries";
import { useEndedRuns, useLiveRuns } from "../../lib/stream/use-stream";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Trouble } from "../../ui/region";
import { ThreadItems } from "../chat/thread-items";
import { buildTurns, type Turn } from "../chat/turns";
import { NeedCard } from "../needs/need-card";
import { useNeeds } from "../needs/use-needs";
import { StepFrame } from "./step-frame";
import type { StepKey } from "./steps";

export function AnswerStep({ goTo, onLeave }: { goTo: (step: StepKey) => void; onLeave: () => void }) {
  const [id] = useParam("conversation");
  const [, setTeam] = useParam("team");
  const query = useConversation(id);
  const live = useLiveRuns();
  const ended = useEndedRuns();
  const names = useAgents().data ?? {};
  const needs = useNeeds().filter((need) => need.kind === "approval" && need.approval.conversationId === id);
  const conversation = query.data;
  const turns = conversation === undefined ? [] : buildTurns(conversation, live, ended);
  const isOpen = conversation === undefined || conversation.status === "open";
  // A key that is refused, or a program that is missing: the message waits until a person mends it.
  const isStuck = isOpen && turns.at(-1)?.state === "failed";
  const hasFailed = isStuck || (!isOpen && (turns.length === 0 || turns.at(-1)?.state !== "done"));
  const first = turns[0]?.agent ?? "";
  const said = wordsOfStep({ isOpen, hasFailed, name: oneLine(names[first]?.name ?? first, 40), turns });
  function letDemo(): void {
    setTeam("demo");
    goTo("team");
  }
  if (id === "")
    return (
      <StepFrame
        title={words.start.answer.emptyTitle}
        text={words.start.answer.emptyText}
        actions={
          <Button kind="go" onClick={() => goTo("message")}>
            {words.start.answer.write}
          </Button>
        }
      />
    );
  return (
    <StepFrame
      title={said.title}
      text={said.text}
      actions={
        <>
          <Button kind="go" onClick={onLeave}>
            {words.start.answer.openOffice}
          </Button>
          <Link href={chatHref(id)} className={buttonClass("bare")}>
            {words.start.answer.goOn}
          </Link>
          {hasFailed && (
            <>
              <Button onClick={() => goTo("here")}>{words.start.answer.lookAgain}</Button>
              <Button onClick={letDemo}>{words.start.answer.letDemo}</Button>
            </>
          )}
          {!hasFailed && isOpen && (
            <Button kind="bare" onClick={() => goTo("message")}>
              {words.start.back}
            </Button>
          )}
        </>
      }
    >
      {query.error !== null && conversation === undefined && (
        <Trouble text={toWords(query.error)} retry={() => void query.refetch()} />
      )}
      <div className="grid gap-6" role="log" aria-label={words.start.answer.answers}>
        {conversation !== undefined && (
          <ThreadItems conversation={conversation} turns={turns} names={names} />
        )}
      </div>
      {needs.length > 0 && (
        <ul className="mt-4 rounded-m border border-n-4" aria-label={words.start.answer.needsYou}>
          {needs.map((need) => (
            <NeedCard key={need.key} need={need} name={names[need.agent]?.name} />
          ))}
        </ul>
      )}
    </StepFrame>
  );
}

function wordsOfStep(props: { isOpen: boolean; hasFailed: boolean; name: string; turns: readonly Turn[] }) {
  const { isOpen, hasFailed, name, turns } = props;
  if (isOpen && !hasFailed)
    return {
      title: name === "" ? words.start.answer.onItsWay : words.start.answer.isOnIt(name),
      text: words.start.answer.live,
    };
  if (hasFailed)
    return {
      title: words.start.answer.failedTitle,
      text: words.start.answer.failedText,
    };
  const agents = new Set(turns.map(({ agent }) => agent)).size;
  return {
    title: words.start.answer.worksTitle,
    text: agents === 1 ? words.start.answer.answered : words.start.answer.agents(agents),
  };
}
