/** Decisions that the daemon still holds, wherever they were made: what was decided, for how long, and Undo. */
"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { askTitle, heldDecisions } from "@tinyagi/views";
import { useEffect, useState } from "react";
import { toWords } from "../../lib/api";
import { daemonNow } from "../../lib/daemon-clock";
import { oneLine } from "../../lib/format/text";
import { type Approval, useApprovals } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { useToasts } from "../../ui/toasts";
import { authorWords, isYou } from "../settings/author";
import { takeBack } from "./decisions";

type Held = ReturnType<typeof heldDecisions<Approval>>[number];

const SECOND_MS = 1_000;

/** Without those that a line at the bottom of this page offers to take back. */
export function HeldDecisions() {
  const approvals = useApprovals().data;
  const lines = useToasts();
  const held = heldDecisions(approvals ?? []).filter(({ id }) => lines.every((line) => line.held !== id));
  if (held.length === 0) return null;
  return (
    <section aria-label={words.needs.held.list} className="border-t border-n-4">
      <h3 className="px-4 pt-3 text-12 font-semibold text-n-7 md:px-5">{words.needs.held.list}</h3>
      <ul>
        {held.map((one) => (
          <Row key={one.id} approval={one} />
        ))}
      </ul>
    </section>
  );
}

function Row({ approval }: { approval: Held }) {
  const queries = useQueryClient();
  const nameOf = useNameLookup();
  const undo = useMutation({ mutationFn: () => takeBack(queries, approval) });
  const seconds = useSecondsUntil(approval.held.until);
  const { status, by } = approval.held;
  const say = words.chat.decided;
  const who = isYou(by) ? say.you[status] : say.other[status](oneLine(authorWords(by, nameOf), 40));
  return (
    <li className="px-4 py-2 text-13 md:px-5">
      <div className="flex min-h-8 items-center gap-2">
        <p className="min-w-0 grow">
          <span className="line-clamp-2 break-words text-n-9">
            {oneLine(nameOf(approval.agent), 40)}: {askTitle(approval, words.views)}
          </span>
          <span className="block text-12 text-n-7">{words.needs.held.until(who, seconds)}</span>
        </p>
        <Button size="s" disabled={undo.isPending} onClick={() => undo.mutate()}>
          {words.common.undo}
        </Button>
      </div>
      {undo.error && (
        <p role="alert" className="text-12 text-failed">
          {words.common.notUndone(toWords(undo.error))}
        </p>
      )}
    </li>
  );
}

/** Never below 0: the daemon says when it is over. */
function useSecondsUntil(until: number): number {
  const [now, setNow] = useState(daemonNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(daemonNow()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((until - now) / SECOND_MS));
}
