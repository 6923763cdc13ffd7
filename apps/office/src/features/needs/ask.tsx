/** What an agent asks, and the answers. What is compact shows one line of it: all of it is in the panel, one press away. */
"use client";
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { askTitle } from "@tinyagi/views";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Approval } from "../../lib/queries";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Terminal } from "../../ui/terminal";
import { useLook } from "./card-look";
import { type Decision, isSettled } from "./decisions";
import { EstimateDetails, EstimateLine } from "./estimate";
import { openNeeds } from "./panel";
import { Permission } from "./permission";
import { Problem } from "./problem";
import { useDecide, useRefreshApprovals } from "./queries";
import { shortAsk } from "./short-ask";
import { MissionLine, OpenRun } from "./work-place";

export function Ask({ approval }: { approval: Approval }) {
  const { decide, isPending, error } = useDecide(approval);
  const refresh = useRefreshApprovals();
  const look = useLook();
  const { id, kind, title, work } = approval;
  const isQuestion = kind === "question";
  const isCompact = look === "compact";
  const { line, isWhole } = shortAsk(approval);
  // What can be decided here is shown to its end, however it wraps.
  const lines = isWhole ? "whitespace-pre-wrap" : line === undefined ? "line-clamp-2" : "line-clamp-1";
  return (
    <>
      <p
        className={`text-14 font-medium break-words text-n-10 ${isCompact ? `mt-0.5 ${lines}` : "mt-2 whitespace-pre-wrap"}`}
      >
        {askTitle(approval, words.views)}
      </p>
      {isCompact ? (
        <Short approval={approval} />
      ) : (
        <>
          {look !== "beside" && <MissionLine work={work} title={title} />}
          <Whole approval={approval} />
        </>
      )}
      {error && <Problem error={error} />}
      {isPending ? (
        <p role="status" className="mt-2 text-12 text-n-7">
          {words.needs.held.sends}
        </p>
      ) : isSettled(error) ? (
        <Button size="s" className="mt-2.5" onClick={() => refresh(id)}>
          {words.needs.ok}
        </Button>
      ) : (
        <Choices approval={approval} onDecide={decide}>
          {look !== "beside" && !isCompact && <OpenRun work={work} />}
        </Choices>
      )}
      {!isCompact && (
        <Terminal
          commands={
            isQuestion ? [`tinyagi answer ${id} "…"`] : [`tinyagi approve ${id}`, `tinyagi deny ${id}`]
          }
        />
      )}
    </>
  );
}

/** The exact content, and what a plan will cost. */
function Whole({ approval }: { approval: Approval }) {
  const { kind, title, detail, permission, estimate, estimateUnreadable } = approval;
  return (
    <>
      {permission === undefined ? (
        detail !== "" && detail !== title && <Exact text={detail} isCode={kind !== "question"} />
      ) : (
        <Permission facts={permission} />
      )}
      {estimate && <EstimateDetails estimate={estimate} />}
      {estimateUnreadable && <p className="mt-2 text-12 text-n-10">{words.views.chat.estimate.unreadable}</p>}
    </>
  );
}

/** Two lines: what it costs, else what exactly, else for which mission. */
function Short({ approval }: { approval: Approval }) {
  const { title, estimate, estimateUnreadable, work } = approval;
  const { line, isCode, isWhole } = shortAsk(approval);
  if (estimateUnreadable) return <Lines>{words.views.chat.estimate.unreadable}</Lines>;
  if (estimate) return <EstimateLine estimate={estimate} />;
  return line === undefined ? (
    <MissionLine work={work} title={title} />
  ) : (
    <Lines isCode={isCode} isWhole={isWhole}>
      {line}
    </Lines>
  );
}

function Lines(props: { children: string; isCode?: boolean; isWhole?: boolean }) {
  const { children, isCode = false, isWhole = false } = props;
  return (
    <p
      dir={isCode ? "ltr" : undefined}
      className={`mt-0.5 text-12 break-words ${isWhole ? "whitespace-pre-wrap" : "line-clamp-2"} ${isCode ? "rounded-xs bg-n-2 px-1.5 font-mono text-n-10" : "text-n-7"}`}
    >
      {children}
    </p>
  );
}

interface ChoicesProps {
  approval: Approval;
  onDecide: (decision: Decision) => void;
  /** Beside the answers. */
  children: ReactNode;
}

/** All answers look equal: none is suggested. Those that are offered stay while another one is written. */
function Choices({ approval, onDecide, children }: ChoicesProps) {
  const { id, kind, options = [] } = approval;
  const [isWriting, setWriting] = useState(false);
  const isCompact = useLook() === "compact";
  const isQuestion = kind === "question";
  const answer = (text: string): void => onDecide({ verb: "answer", text });
  // What is not all in view is decided where it is.
  if (isCompact && !shortAsk(approval).isWhole)
    return (
      <div className="mt-1.5 flex gap-1.5">
        <Button size="s" data-answer onClick={() => openNeeds(id)}>
          {isQuestion ? words.needs.readAndAnswer : words.needs.readAndDecide}
        </Button>
      </div>
    );
  if (isQuestion && options.length === 0) return <AnswerForm id={id} onAnswer={answer} tail={children} />;
  return (
    <>
      <div className={`${isCompact ? "mt-1.5" : "mt-2.5"} flex flex-wrap gap-1.5 max-md:[&>*]:flex-1`}>
        {isQuestion ? (
          <>
            {options.map((option) => (
              <Button key={option} size="s" data-answer onClick={() => answer(option)}>
                <span className="break-words whitespace-pre-wrap">{literalLine(option)}</span>
              </Button>
            ))}
            {!isWriting && (
              <Button size="s" kind="bare" onClick={() => (isCompact ? openNeeds(id) : setWriting(true))}>
                {words.needs.write}
              </Button>
            )}
          </>
        ) : (
          <>
            <Button size="s" data-answer onClick={() => onDecide({ verb: "approve" })}>
              {words.needs.approve}
            </Button>
            <Button size="s" data-answer onClick={() => onDecide({ verb: "deny" })}>
              {words.needs.deny}
            </Button>
          </>
        )}
        {children}
      </div>
      {isWriting && <AnswerForm id={id} isAsked onAnswer={answer} />}
    </>
  );
}

/** The exact content: all of it can be read before a decision, and what nobody could see is written out. */
function Exact({ text, isCode }: { text: string; isCode: boolean }) {
  const shown = literalText(text);
  if (!isCode) return <p className="mt-1 text-12 whitespace-pre-wrap break-words text-n-7">{shown}</p>;
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      dir="ltr"
      className="mt-2 max-h-40 overflow-auto rounded-xs bg-n-2 px-2 py-1.5 text-12 break-words whitespace-pre-wrap text-n-10"
    >
      {shown}
    </pre>
  );
}

function AnswerForm(props: {
  /** Of what is asked: what is typed is kept under it. */
  id: string;
  /** Somebody asked for it just now, and goes on in its field. */
  isAsked?: boolean;
  onAnswer: (text: string) => void;
  /** Beside the button. */
  tail?: ReactNode;
}) {
  const { id, isAsked = false, onAnswer, tail } = props;
  const [typed = "", setTyped] = useStored<string>(`answer.${id}`);
  const isCompact = useLook() === "compact";
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isAsked) field.current?.focus();
  }, [isAsked]);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (typed.trim() !== "") onAnswer(typed.trim());
  }
  return (
    <form
      className={`${isCompact ? "mt-1.5" : "mt-2.5"} flex flex-wrap items-center gap-1.5`}
      onSubmit={submit}
    >
      <input
        ref={field}
        value={typed}
        onChange={({ target }) => setTyped(target.value || undefined)}
        aria-label={words.needs.answer.label}
        placeholder={words.needs.answer.hint}
        autoComplete="off"
        className="h-8 min-w-0 grow basis-40 rounded-s border border-n-5 bg-n-0 px-2.5 text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
      />
      <Button type="submit">{words.needs.answer.send}</Button>
      {tail}
    </form>
  );
}
