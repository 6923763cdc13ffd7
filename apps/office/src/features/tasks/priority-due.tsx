/** How urgent a task is, and when it is due, as the card and the table show them. Nothing is shown of a task without either. */
"use client";
import { dueState } from "@tinyagi/views";
import { useNow } from "../../lib/clock";
import { dateWords } from "../../lib/figures";
import { words } from "../../locale/words";
import type { Card } from "./board-state";

export function PriorityMark({ priority }: Pick<Card, "priority">) {
  if (priority === "none") return null;
  return (
    <span className={`text-12 font-medium ${priority === "urgent" ? "text-failed" : "text-n-8"}`}>
      {words.tasks.priorities[priority]}
    </span>
  );
}

export function DueMark({ card }: { card: Pick<Card, "dueOn" | "status"> }) {
  const { dueOn } = card;
  const now = useNow();
  const state = dueState(card, now);
  if (dueOn === null || state === undefined) return null;
  const text = words.tasks.due[state](dateWords(dueOn, now));
  return (
    <time
      dateTime={dueOn}
      title={text}
      className={`text-12 ${state === "overdue" ? "font-medium text-failed" : state === "today" ? "font-medium text-n-10" : "text-n-7"}`}
    >
      {text}
    </time>
  );
}
