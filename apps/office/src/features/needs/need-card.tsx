/** One thing that needs you, answered where it stands. */
"use client";
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { askTitle } from "@tinyagi/views";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Approval } from "../../lib/queries";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Terminal } from "../../ui/terminal";
import { EstimateDetails } from "./estimate";
import { Failure } from "./failure";
import { Failures } from "./failure-group";
import { asksWhat, type Item } from "./needs";
import { Permission } from "./permission";
import { Problem } from "./problem";
import { type Decision, isSettled, useDecide, useRefreshApprovals } from "./queries";
import { MissionLine, OpenRun } from "./work-place";

interface Props {
  need: Item;
  name: string | undefined;
  /** Whether it is shown away from its work: then it names the mission and links its run. */
  isAway?: boolean;
}

export function NeedCard({ need, name, isAway = false }: Props) {
  const isAsked = need.kind === "approval";
  return (
    // Takes the focus when the card before it has been answered.
    <li
      tabIndex={-1}
      data-need={need.key}
      className="border-b border-n-3 px-4 py-3 -outline-offset-2 last:border-0 md:px-5"
    >
      <div className="flex min-w-0 items-center gap-2 text-13">
        <AgentChip id={need.agent} name={name} state={isAsked ? "waiting" : "failed"} />
        {isAsked ? (
          <span className="truncate text-n-7">{asksWhat(need.approval)}</span>
        ) : (
          <StateMark state="failed" />
        )}
        <span className="ml-auto">
          <TimeChip at={need.at} />
        </span>
      </div>
      {need.kind === "approval" && <Ask approval={need.approval} isAway={isAway} />}
      {need.kind === "failure" && <Failure letter={need.letter} />}
      {need.kind === "failures" && <Failures group={need} />}
    </li>
  );
}

function Ask({ approval, isAway }: { approval: Approval; isAway: boolean }) {
  const decide = useDecide(approval);
  const refresh = useRefreshApprovals();
  const { id, kind, title, detail, permission, work, estimate, estimateUnreadable } = approval;
  const isQuestion = kind === "question";
  return (
    <>
      <p className="mt-2 text-14 font-medium whitespace-pre-wrap break-words text-n-10">
        {askTitle(approval, words.views)}
      </p>
      {isAway && <MissionLine work={work} title={title} />}
      {permission === undefined ? (
        detail !== "" && detail !== title && <Exact text={detail} isCode={!isQuestion} />
      ) : (
        <Permission facts={permission} />
      )}
      {estimate && <EstimateDetails estimate={estimate} />}
      {estimateUnreadable && <p className="mt-2 text-12 text-n-10">{words.views.chat.estimate.unreadable}</p>}
      {decide.error && <Problem error={decide.error} />}
      {isSettled(decide.error) ? (
        <Button size="s" className="mt-2.5" onClick={refresh}>
          {words.needs.ok}
        </Button>
      ) : (
        <Choices approval={approval} isBusy={decide.isPending} onDecide={decide.mutate}>
          {isAway && <OpenRun work={work} />}
        </Choices>
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
  /** Beside the answers. */
  children: ReactNode;
}

/** All answers look equal: none is suggested. Those that are offered stay while another one is written. */
function Choices({ approval: { id, kind, options = [] }, isBusy, onDecide, children }: ChoicesProps) {
  const [isWriting, setWriting] = useState(false);
  const isQuestion = kind === "question";
  const answer = (text: string): void => onDecide({ verb: "answer", text });
  if (isQuestion && options.length === 0)
    return (
      <AnswerForm id={id} isBusy={isBusy} onAnswer={answer}>
        {children}
      </AnswerForm>
    );
  return (
    <>
      <div className="mt-2.5 flex flex-wrap gap-1.5 max-md:[&>*]:flex-1">
        {isQuestion ? (
          <>
            {options.map((option) => (
              <Button key={option} size="s" disabled={isBusy} onClick={() => answer(option)}>
                <span className="whitespace-pre-wrap break-words">{literalLine(option)}</span>
              </Button>
            ))}
            {!isWriting && (
              <Button size="s" kind="bare" onClick={() => setWriting(true)}>
                {words.needs.write}
              </Button>
            )}
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
        {children}
      </div>
      {isWriting && <AnswerForm id={id} isBusy={isBusy} isAsked onAnswer={answer} />}
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
  isBusy: boolean;
  /** Somebody asked for it just now, and goes on in its field. */
  isAsked?: boolean;
  onAnswer: (text: string) => void;
  children?: ReactNode;
}) {
  const { id, isBusy, isAsked = false, onAnswer, children } = props;
  const [typed = "", setTyped] = useStored<string>(`answer.${id}`);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isAsked) field.current?.focus();
  }, [isAsked]);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (typed.trim() !== "") onAnswer(typed.trim());
  }
  return (
    <form className="mt-2.5 flex flex-wrap items-center gap-1.5" onSubmit={submit}>
      <input
        ref={field}
        value={typed}
        onChange={({ target }) => setTyped(target.value || undefined)}
        aria-label={words.needs.answer.label}
        placeholder={words.needs.answer.hint}
        autoComplete="off"
        className="h-8 min-w-0 grow basis-40 rounded-s border border-n-5 bg-n-0 px-2.5 text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
      />
      <Button type="submit" disabled={isBusy}>
        {words.needs.answer.send}
      </Button>
      {children}
    </form>
  );
}
