/** One thing that needs you, answered where it stands. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { titleOf } from "../../lib/format/title";
import type { Approval, DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Terminal } from "../../ui/terminal";
import { asksWhat, type Need } from "./needs";
import {
  type Decision,
  isSettled,
  useDecide,
  useDeleteLetter,
  useRefreshApprovals,
  useRetryLetter,
} from "./queries";

export function NeedCard({ need, name }: { need: Need; name: string | undefined }) {
  const isFailure = need.kind === "failure";
  return (
    <li className="border-b border-n-3 px-4 py-3 last:border-0 md:px-5">
      <div className="flex min-w-0 items-center gap-2 text-13">
        <AgentChip id={need.agent} name={name} state={isFailure ? "failed" : "waiting"} />
        {isFailure ? (
          <StateMark state="failed" />
        ) : (
          <span className="truncate text-n-7">{asksWhat(need.approval)}</span>
        )}
        <span className="ml-auto">
          <TimeChip at={need.at} />
        </span>
      </div>
      {isFailure ? <Failure letter={need.letter} /> : <Ask approval={need.approval} />}
    </li>
  );
}

function Ask({ approval }: { approval: Approval }) {
  const decide = useDecide(approval);
  const refresh = useRefreshApprovals();
  const { id, kind, title, detail } = approval;
  const isQuestion = kind === "question";
  return (
    <>
      <p className="mt-2 text-14 font-medium text-pretty text-n-10">{visible(title)}</p>
      {detail !== "" && detail !== title && <Exact text={detail} isCode={!isQuestion} />}
      {decide.error && <Problem error={decide.error} />}
      {isSettled(decide.error) ? (
        <Button size="s" className="mt-2.5" onClick={refresh}>
          {words.needs.ok}
        </Button>
      ) : (
        <Choices approval={approval} isBusy={decide.isPending} onDecide={decide.mutate} />
      )}
      <Terminal
        commands={isQuestion ? [`tinyagi answer ${id} "…"`] : [`tinyagi approve ${id}`, `tinyagi deny ${id}`]}
      />
    </>
  );
}

interface ChoicesProps {
  approval: Approval;
  isBusy: boolean;
  onDecide: (decision: Decision) => void;
}

/** All answers look equal: none is suggested. */
function Choices({ approval: { kind, options = [] }, isBusy, onDecide }: ChoicesProps) {
  const [isWriting, setWriting] = useState(false);
  const isQuestion = kind === "question";
  const answer = (text: string): void => onDecide({ verb: "answer", text });
  if (isWriting || (isQuestion && options.length === 0))
    return <AnswerForm isBusy={isBusy} onAnswer={answer} />;
  return (
    <div className="mt-2.5 flex flex-wrap gap-1.5 max-md:[&>*]:flex-1">
      {isQuestion ? (
        <>
          {options.map((option) => (
            <Button key={option} size="s" disabled={isBusy} onClick={() => answer(option)}>
              {oneLine(option, 60)}
            </Button>
          ))}
          <Button size="s" kind="bare" onClick={() => setWriting(true)}>
            {words.needs.write}
          </Button>
        </>
      ) : (
        <>
          <Button size="s" disabled={isBusy} onClick={() => onDecide({ verb: "approve" })}>
            {words.needs.approve}
          </Button>
          <Button size="s" disabled={isBusy} onClick={() => onDecide({ verb: "deny" })}>
            {words.needs.deny}
          </Button>
        </>
      )}
    </div>
  );
}

/** The exact content: all of it can be read before a decision. */
function Exact({ text, isCode }: { text: string; isCode: boolean }) {
  const shown = visible(text);
  if (!isCode) return <p className="mt-1 text-12 whitespace-pre-wrap text-n-7">{shown}</p>;
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="mt-2 max-h-40 overflow-auto rounded-xs bg-n-2 px-2 py-1.5 text-12 whitespace-pre-wrap text-n-10"
    >
      {shown}
    </pre>
  );
}

function AnswerForm({ isBusy, onAnswer }: { isBusy: boolean; onAnswer: (text: string) => void }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("answer") ?? "").trim();
    if (text !== "") onAnswer(text);
  }
  return (
    <form className="mt-2.5 flex gap-1.5" onSubmit={submit}>
      <input
        name="answer"
        aria-label={words.needs.answer.label}
        placeholder={words.needs.answer.hint}
        autoComplete="off"
        className="h-8 min-w-0 grow rounded-s border border-n-5 bg-n-0 px-2.5 text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
      />
      <Button type="submit" disabled={isBusy}>
        {words.needs.answer.send}
      </Button>
    </form>
  );
}

function Failure({ letter }: { letter: DeadLetter }) {
  const retry = useRetryLetter(letter);
  const remove = useDeleteLetter(letter);
  return (
    <>
      <p className="mt-2 line-clamp-2 text-14 font-medium text-n-10">
        {titleOf({ text: letter.data.message, joins: letter.joins }, 160)}
      </p>
      <p className="mt-0.5 text-12 break-words text-n-7">{oneLine(letter.failedReason, 240)}</p>
      {retry.error && <Problem error={retry.error} />}
      <div className="mt-2.5 flex flex-wrap gap-1.5 max-md:[&>*]:flex-1">
        <Button size="s" disabled={retry.isPending} onClick={() => retry.mutate()}>
          {words.needs.retry}
        </Button>
        <Button size="s" kind="bare" onClick={remove}>
          {words.needs.delete}
        </Button>
      </div>
      <Terminal commands={[`tinyagi queue retry ${letter.id}`, `tinyagi queue delete ${letter.id}`]} />
    </>
  );
}

function Problem({ error }: { error: Error }) {
  return (
    <p role="alert" className="mt-1.5 text-12 text-failed">
      {wordsOf(error)}
    </p>
  );
}
