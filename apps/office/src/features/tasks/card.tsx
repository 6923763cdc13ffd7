/** One card. Still cards are quiet; a card at work says who does what, one that needs you is answered in place. */
"use client";
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { literalLine } from "@tinyagi/contracts/literal-text";
import { askTitle } from "@tinyagi/views";
import { type KeyboardEvent, memo } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { oneLine, visible } from "../../lib/format/text";
import { getWait } from "../../lib/format/why";
import { type Approval, useApprovals, useConversations } from "../../lib/queries";
import { useLiveRuns } from "../../lib/stream/use-stream";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, MoneyChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { workShown } from "../../ui/states";
import { currentLine } from "../home/state";
import { useDecide } from "../needs/queries";
import { type Card, cardState, isStranded } from "./board-state";
import { DueMark, PriorityMark } from "./priority-due";
import { useProjects } from "./project-queries";
import { useSendAgain } from "./queries";
import { conversationsById } from "./work-index";

interface Props {
  card: Card;
  isCurrent: boolean;
  /** Whether Tab comes here. */
  isEntry: boolean;
  onOpen: (id: string) => void;
  onKey: (event: KeyboardEvent, id: string) => void;
}

export const TaskCard = memo(function TaskCard(props: Props) {
  const { card, isCurrent, isEntry, onOpen, onKey } = props;
  const drag = useDraggable({ id: card.id });
  const drop = useDroppable({ id: card.id });
  const { work } = card;
  const approval = useApprovals().data?.find(({ conversationId }) => conversationId === work?.conversationId);
  const asks = work?.state === "waiting";
  return (
    <article
      ref={(node) => {
        drag.setNodeRef(node);
        drop.setNodeRef(node);
      }}
      {...drag.listeners}
      aria-label={oneLine(card.title, 80)}
      data-over={drop.isOver && drop.active?.id !== card.id ? "" : undefined}
      className={`${cardClass(card, isCurrent)} ${drag.isDragging ? "opacity-40" : ""} mb-2 cursor-grab data-over:before:absolute data-over:before:inset-x-0 data-over:before:-top-1.5 data-over:before:h-0.5 data-over:before:bg-n-10`}
    >
      <CardHead card={card} />
      <h3
        className={`text-14 font-medium text-pretty break-words ${card.status === "done" ? "text-n-8" : "text-n-10"}`}
      >
        <button
          type="button"
          data-card={card.id}
          tabIndex={isEntry ? 0 : -1}
          onClick={() => onOpen(card.id)}
          onKeyDown={(event) => onKey(event, card.id)}
          className="[overflow-wrap:anywhere] after:absolute after:inset-0 after:rounded-m"
        >
          {visible(card.title)}
        </button>
      </h3>
      <Now card={card} approval={approval} />
      {card.pull?.state === "open" && (
        <p className={`mt-2 text-12 ${card.pull.checked === "failed" ? "text-failed" : "text-n-7"}`}>
          {words.tasks.pull.card[card.pull.checked]}
        </p>
      )}
      {asks && approval !== undefined && <Answer approval={approval} />}
      {card.waitsFor[0] !== undefined && card.status !== "done" && (
        <p className="mt-2 truncate text-12 text-n-7">
          {words.tasks.links.waitsFor(oneLine(card.waitsFor[0].title, 60), card.waitsFor.length - 1)}
        </p>
      )}
      {!asks && <Help card={card} onOpen={onOpen} />}
      <CardPlan card={card} />
      <CardFoot card={card} />
    </article>
  );
});

/** The same look while it is dragged. */
export function CardGhost({ card }: { card: Card }) {
  return (
    <div className={`${cardClass(card, true)} rotate-[-0.6deg] cursor-grabbing shadow-float`}>
      <CardHead card={card} />
      <p className="text-14 font-medium break-words text-n-10">{visible(card.title)}</p>
      <CardFoot card={card} />
    </div>
  );
}

function cardClass({ work }: Card, isCurrent: boolean): string {
  const asks = work?.state === "waiting";
  const edge = isCurrent || asks ? "border-n-10" : "border-n-4 hover:border-n-6";
  const mark = isCurrent ? "bg-accent-soft" : "bg-n-0";
  return `relative rounded-m border p-3 ${edge} ${mark} ${asks ? "shadow-[inset_4px_0_var(--accent)]" : ""}`;
}

function CardHead({ card }: { card: Card }) {
  const project = useProjects().data?.find(({ id }) => id === card.projectId);
  return (
    <p className="mb-0.5 flex items-baseline gap-2 text-12 text-n-7">
      {project !== undefined && <span className="truncate">{oneLine(project.name, 40)}</span>}
      <span className="ml-auto flex-none font-mono text-11">{card.identifier}</span>
    </p>
  );
}

/** What happens now, in one or two lines. */
function Now({ card, approval }: { card: Card; approval: Approval | undefined }) {
  const live = useLiveRuns();
  const nameOf = useNameLookup();
  const state = cardState(card);
  const now = useNow();
  const conversations = useConversations().data;
  const conversation = conversations && conversationsById(conversations).get(card.work?.conversationId ?? "");
  if (isStranded(card))
    return <p className="mt-2 text-12 font-medium text-waiting">{words.tasks.stranded}</p>;
  if (state === undefined) return null;
  const { work } = card;
  const who = oneLine(nameOf(work?.agents[0] ?? card.assignee), 30);
  const line = work?.runId ? currentLine(live.get(work.runId)) : "";
  const others = (work?.agents.length ?? 1) - 1;
  const text = {
    running: line === "" ? words.tasks.works(who, others) : `${who}: ${line}`,
    waiting: approval === undefined ? words.tasks.waitsForYou(who) : askTitle(approval, words.views),
    queued: getWait(conversation ?? {}, now),
    failed: visible(card.dispatchError ?? ""),
  }[state];
  return (
    <p className="mt-2 flex items-start gap-2 text-12 text-n-8">
      <span className="mt-px">
        <StateMark {...workShown(state)} dense />
      </span>
      <span
        className={`line-clamp-3 min-w-0 break-words ${state === "waiting" ? "font-semibold text-n-10" : ""}`}
      >
        {text}
      </span>
    </p>
  );
}

/** Longer questions are not shown completely on a card. */
const QUESTION_MAX_CHARS = 120;

/** A question that the card shows completely is answered on it; what needs a longer look opens beside the board. */
function Answer({ approval }: { approval: Approval }) {
  const { decide, isPending, error } = useDecide(approval);
  const { kind, title, detail, options = [] } = approval;
  const isShown = title === detail && literalLine(title).length <= QUESTION_MAX_CHARS;
  if (kind !== "question" || options.length === 0 || !isShown) return null;
  return (
    <div className="relative z-10 mt-2.5 flex flex-wrap gap-1.5">
      {options.map((text) => (
        <Button key={text} size="s" disabled={isPending} onClick={() => decide({ verb: "answer", text })}>
          <span className="whitespace-pre-wrap break-words">{literalLine(text)}</span>
        </Button>
      ))}
      {error && <Problem error={error} />}
    </div>
  );
}

/** What to do about a failure, or about work that nobody has. */
function Help({ card, onOpen }: { card: Card; onOpen: (id: string) => void }) {
  const again = useSendAgain(card.id);
  const failed = cardState(card) === "failed";
  if (!failed && !isStranded(card)) return null;
  return (
    <div className="relative z-10 mt-2.5 flex flex-wrap gap-1.5">
      {failed && !card.assigneeMissing && card.status === "in_progress" && (
        <Button size="s" disabled={again.isPending} onClick={() => again.mutate()}>
          {words.tasks.retry}
        </Button>
      )}
      {(isStranded(card) || card.assigneeMissing) && (
        <Button size="s" onClick={() => onOpen(card.id)}>
          {words.tasks.chooseAgent}
        </Button>
      )}
      {again.error && <Problem error={again.error} />}
    </div>
  );
}

function CardPlan({ card }: { card: Card }) {
  const isDue = card.dueOn !== null && card.status !== "done";
  if (card.priority === "none" && !isDue) return null;
  return (
    <p className="mt-2 flex flex-wrap gap-x-3">
      <PriorityMark priority={card.priority} />
      <DueMark card={card} />
    </p>
  );
}

function CardFoot({ card }: { card: Card }) {
  const nameOf = useNameLookup();
  const { assignee, commentCount, costUsd } = card;
  if (assignee === "" && commentCount === 0 && costUsd === null) return null;
  return (
    <p className="mt-2.5 flex min-w-0 items-center gap-3 text-12 text-n-7">
      {assignee !== "" && (
        <span className="min-w-0 grow">
          <AgentChip
            id={assignee}
            name={nameOf(assignee)}
            state={workShown(cardState(card) ?? "not_started").state}
          />
        </span>
      )}
      {commentCount > 0 && (
        // Its words would leave no room for the name.
        <span
          className="inline-flex flex-none items-center gap-1"
          title={words.tasks.toComments(commentCount)}
        >
          <Icon name="chat" size={14} />
          <span aria-hidden="true">{commentCount}</span>
          <span className="sr-only">{words.tasks.toComments(commentCount)}</span>
        </span>
      )}
      {costUsd !== null && (
        <span className="ml-auto flex-none">
          <MoneyChip of={card} />
        </span>
      )}
    </p>
  );
}

function Problem({ error }: { error: Error }) {
  return (
    <p role="alert" className="basis-full text-12 text-failed">
      {toWords(error)}
    </p>
  );
}
