/** Below what needs you: what can wait. It is not counted. */
"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PendingSender } from "@tinyagi/contracts";
import { api, wordsOf } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { useBudgets, useChannels, usePairings } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Terminal } from "../../ui/terminal";
import { waitsOf } from "./waits";

export function CanWait() {
  const budgets = useBudgets().data ?? [];
  const senders = usePairings().data?.pending ?? [];
  const channels = useChannels().data ?? [];
  const waits = waitsOf({ budgets, senders, channels });
  if (waits.length === 0) return null;
  return (
    <section aria-label={words.needs.canWait} className="border-t border-n-4">
      <h3 className="px-4 pt-3 text-12 font-semibold text-n-7 md:px-5">
        {words.needs.canWait} <span className="font-mono font-normal">{waits.length}</span>
      </h3>
      <ul>
        {waits.map((wait) => (
          <li key={wait.key} className="border-b border-n-3 px-4 py-2.5 text-13 last:border-0 md:px-5">
            <p className="font-medium break-words text-n-10">{wait.title}</p>
            <p className="text-12 break-words text-n-7">{wait.text}</p>
            {wait.kind === "sender" && <Approve sender={wait.sender} />}
            <Terminal commands={wait.commands} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Approve({ sender: { code, channel } }: { sender: PendingSender }) {
  const queries = useQueryClient();
  const approve = useMutation({
    mutationFn: () => api().call("approvePairing", { body: { code, channel } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.pairing }),
  });
  return (
    <>
      {approve.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {wordsOf(approve.error)}
        </p>
      )}
      <Button size="s" className="mt-2" disabled={approve.isPending} onClick={() => approve.mutate()}>
        {words.needs.approve}
      </Button>
    </>
  );
}
