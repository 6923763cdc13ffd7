/** One thing that needs you, answered where it stands. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, visible, withoutNames } from "../../lib/format/text";
import type { Approval, DeadLetter } from "../../lib/queries";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { asksWhat, type Need } from "./needs";
import { useDecide, useDeleteLetter, useRetryLetter } from "./queries";

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
  const [isWriting, setWriting] = useState(false);
  const { kind, title, detail, options = [] } = approval;
  const isQuestion = kind === "question";
  const answer = (text: string): void => decide.mutate({ verb: "answer", text });
  return (
    <>
      <p className="mt-2 text-14 font-medium text-pretty text-n-10">{visible(title)}</p>
      {detail !== "" && detail !== title && <Exact text={detail} isCode={!isQuestion} />}
      {decide.error && <Problem error={decide.error} />}
      {isWriting || (isQuestion && options.length === 0) ? (
        <AnswerForm isBusy={decide.isPending} onAnswer={answer} />
      ) : (
        <div className="mt-2.5 flex flex-wrap gap-1.5 max-md:[&>*]:flex-1">
          {isQuestion ? (
            <>
              {options.map((option) => (
                <Button key={option} size="s" disabled={decide.isPending} onClick={() => answer(option)}>
                  {oneLine(option, 60)}
                </Button>
              ))}
              <Button size="s" kind="bare" onClick={() => setWriting(true)}>
                Write
              </Button>
            </>
          ) : (
            <>
              <Button size="s" disabled={decide.isPending} onClick={() => decide.mutate({ verb: "approve" })}>
                Approve
              </Button>
              <Button size="s" disabled={decide.isPending} onClick={() => decide.mutate({ verb: "deny" })}>
                Deny
              </Button>
            </>
          )}
        </div>
      )}
      <Terminal
        command={isQuestion ? `tinyagi answer ${approval.id} "…"` : `tinyagi approve ${approval.id}`}
      />
    </>
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
        aria-label="Your answer"
        placeholder="Answer in your words"
        autoComplete="off"
        className="h-8 min-w-0 grow rounded-s border border-n-5 bg-n-0 px-2.5 text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
      />
      <Button type="submit" disabled={isBusy}>
        Send
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
        {oneLine(withoutNames(letter.data.message), 160)}
      </p>
      <p className="mt-0.5 text-12 break-words text-n-7">{oneLine(letter.failedReason, 240)}</p>
      {retry.error && <Problem error={retry.error} />}
      <div className="mt-2.5 flex flex-wrap gap-1.5 max-md:[&>*]:flex-1">
        <Button size="s" disabled={retry.isPending} onClick={() => retry.mutate()}>
          Retry
        </Button>
        <Button size="s" kind="bare" onClick={remove}>
          Delete
        </Button>
      </div>
      <Terminal command={`tinyagi queue retry ${letter.id}`} />
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

/** The same act in a terminal. */
function Terminal({ command }: { command: string }) {
  return (
    <details className="mt-2 text-11 text-n-7">
      <summary className="cursor-pointer select-none hover:text-n-10">In a terminal</summary>
      <code className="break-all text-n-9">{command}</code>
    </details>
  );
}
