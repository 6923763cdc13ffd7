/** The answer, live. When it is there, the office opens; when it fails, the next step is a button. */
"use client";
import Link from "next/link";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { useAgents, useConversation } from "../../lib/queries";
import { useLiveRuns } from "../../lib/stream/use-stream";
import { useParam } from "../../lib/use-param";
import { Button, buttonClass } from "../../ui/button";
import { Trouble } from "../../ui/region";
import { Answer } from "../chat/answer";
import { type Turn, turnsOf } from "../chat/turns";
import { NeedCard } from "../needs/need-card";
import { useNeeds } from "../needs/use-needs";
import { StepFrame } from "./step-frame";
import type { StepKey } from "./steps";

export function AnswerStep({ goTo, onLeave }: { goTo: (step: StepKey) => void; onLeave: () => void }) {
  const [id] = useParam("conversation");
  const query = useConversation(id);
  const live = useLiveRuns();
  const names = useAgents().data ?? {};
  const needs = useNeeds().filter((need) => need.kind === "approval" && need.approval.conversationId === id);
  const conversation = query.data;
  const turns = conversation === undefined ? [] : turnsOf(conversation, live);
  const isOpen = conversation === undefined || conversation.status === "open";
  const hasFailed = !isOpen && (turns.length === 0 || turns.at(-1)?.state !== "done");
  const first = turns[0]?.agent ?? "";
  const words = wordsOfStep({ isOpen, hasFailed, name: oneLine(names[first]?.name ?? first, 40), turns });
  if (id === "")
    return (
      <StepFrame
        title="Nothing was sent yet."
        text="Send a first message, and its answer appears here."
        actions={
          <Button kind="go" onClick={() => goTo("message")}>
            Write it
          </Button>
        }
      />
    );
  return (
    <StepFrame
      title={words.title}
      text={words.text}
      actions={
        <>
          <Button kind="go" onClick={onLeave}>
            Open the office
          </Button>
          <Link href={`/chat?id=${encodeURIComponent(id)}`} className={buttonClass("bare")}>
            Go on in Chat
          </Link>
          {hasFailed && (
            <>
              <Button onClick={() => goTo("here")}>Look at the agents again</Button>
              <Button onClick={() => goTo("team")}>Let the demo team answer</Button>
            </>
          )}
          {!hasFailed && isOpen && (
            <Button kind="bare" onClick={() => history.back()}>
              Back
            </Button>
          )}
        </>
      }
    >
      {query.error !== null && conversation === undefined && (
        <Trouble text={wordsOf(query.error)} retry={() => void query.refetch()} />
      )}
      <div className="grid gap-6" role="log" aria-label="Answers">
        {turns.map((turn) => (
          <Answer key={turn.runId} turn={turn} name={names[turn.agent]?.name} from={turn.from} />
        ))}
      </div>
      {needs.length > 0 && (
        <ul className="mt-4 rounded-m border border-n-4" aria-label="Needs you">
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
  if (isOpen)
    return {
      title: name === "" ? "Your message is on its way." : `${name} is on it.`,
      text: "This is live. Everything you see here is kept under Chat.",
    };
  if (hasFailed)
    return {
      title: "It did not work yet.",
      text: "The reason is below. Mend it, or let the demo team answer. Nothing is lost.",
    };
  const agents = new Set(turns.map(({ agent }) => agent)).size;
  return {
    title: "It works.",
    text: agents === 1 ? "Your agent answered." : `${agents} agents worked on this answer.`,
  };
}
