/** One thing that needs you, answered where it stands. */
"use client";
import { AgentChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Ask } from "./ask";
import { type Look, LookContext } from "./card-look";
import { Failure } from "./failure";
import { Failures } from "./failure-group";
import { HeldCard } from "./held-card";
import { asksWhat, type Item } from "./needs";
import { Snooze } from "./snooze";

interface Props {
  need: Item;
  name: string | undefined;
  /** Default: beside its work, all of it shown. */
  look?: Look;
  /** Takes the focus when the window opens that shows it. */
  isFirst?: boolean;
}

export function NeedCard({ need, name, look = "beside", isFirst = false }: Props) {
  return (
    <LookContext value={look}>
      <li
        // Takes the focus when the card before it has been answered.
        tabIndex={-1}
        data-need={need.key}
        data-autofocus={isFirst ? "" : undefined}
        className={`border-b border-n-3 -outline-offset-2 last:border-0 ${look === "compact" ? "px-4 py-2 md:px-5" : "px-4 py-3 md:px-5"}`}
      >
        <Head need={need} name={name} canWait={look === "compact" || look === "panel"} />
        {need.kind === "approval" && <Ask approval={need.approval} />}
        {need.kind === "failure" && <Failure letter={need.letter} />}
        {need.kind === "failures" && <Failures group={need} />}
        {need.kind === "provider" && <HeldCard wait={need.wait} />}
      </li>
    </LookContext>
  );
}

function Head({ need, name, canWait }: { need: Item; name: string | undefined; canWait: boolean }) {
  const isAsked = need.kind === "approval";
  return (
    <div className="flex min-h-6 min-w-0 items-center gap-2 text-13">
      {need.kind === "provider" ? (
        <StateMark state="held" />
      ) : (
        <AgentChip id={need.agent} name={name} state={isAsked ? "waiting" : "failed"} />
      )}
      {isAsked && <span className="truncate text-n-7">{asksWhat(need.approval)}</span>}
      {(need.kind === "failure" || need.kind === "failures") && <StateMark state="failed" />}
      <span className="ml-auto flex flex-none items-center gap-1">
        {need.kind !== "provider" && need.at > 0 && <TimeChip at={need.at} />}
        {canWait && <Snooze of={need} />}
      </span>
    </div>
  );
}
