/** Why it failed or stands still, in words, with the button that helps. */
"use client";
import { ownWords } from "@tinyagi/views";
import { useState } from "react";
import { oneLine } from "../../lib/format/text";
import { getNext } from "../../lib/format/why";
import { useDeadLetters } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { StateMark } from "../../ui/glyph";
import { isLiveStatus } from "../../ui/states";
import { useWhy } from "../queue/queries";
import { isRetryLater } from "./acts";
import { RetryDialog } from "./retry-dialog";
import type { RunData } from "./use-run-data";

export function Why({ data: { rows, graph }, onShow }: { data: RunData; onShow: (key: string) => void }) {
  const failed = rows.filter(({ shown }) => shown.state === "failed");
  // The deepest failure is the cause; those above only report it.
  const cause = failed.toSorted((a, b) => b.depth - a.depth)[0];
  const waits = rows.find(({ shown }) => shown.state === "waiting");
  const row = cause ?? waits;
  const nameOf = useNameLookup();
  const [isRetrying, setRetrying] = useState(false);
  if (row === undefined) return null;
  const isFailure = row === cause;
  const others = failed.length - 1;
  const canRetry =
    isFailure && row.run !== undefined && !isLiveStatus(row.run.status) && !isRetryLater(row.node, graph);
  return (
    <section
      aria-label={isFailure ? words.runs.why.failed : words.runs.why.waits}
      className={`flex min-h-14 flex-none items-center gap-x-4 gap-y-1 border-t max-md:gap-x-2.5 border-n-3 px-4 py-2 text-13 text-n-9 md:px-8 ${isFailure ? "bg-failed-soft" : "bg-waiting-soft"}`}
    >
      <StateMark {...row.shown} dense="phone" />
      {isFailure ? (
        <details className="group min-w-0 grow">
          <summary className="cursor-pointer list-none break-words line-clamp-2 group-open:line-clamp-none">
            <b className="font-semibold">{oneLine(row.title, 60)}</b>{" "}
            {oneLine(row.run?.error?.message ?? words.runs.why.noReason, 240)}
            {others > 0 && ` ${words.runs.why.others(others)}`}
            {row.run !== undefined && <Next message={row.run.messageRowId} />}
          </summary>
        </details>
      ) : (
        <p className="min-w-0 grow truncate">
          <b className="font-semibold">{oneLine(nameOf(row.agent), 40)}</b>
          {words.runs.why.waitsForYou}
        </p>
      )}
      {canRetry && (
        <Button size="s" onClick={() => setRetrying(true)}>
          {words.runs.acts.retry}
        </Button>
      )}
      <Button size="s" className={canRetry ? "max-md:hidden" : ""} onClick={() => onShow(row.key)}>
        {words.runs.why.show}
      </Button>
      {isRetrying && row.run !== undefined && (
        <RetryDialog
          target={{ run: row.run, node: row.node, prompt: ownWords(row.run) }}
          onClose={() => setRetrying(false)}
        />
      )}
    </section>
  );
}

export function Next({ message }: { message: number }) {
  const why = useWhy(String(message)).data;
  const letter = useDeadLetters().data?.find(({ id }) => id === message);
  const next = why && getNext(why, letter);
  return next ? <span className="text-n-7"> {oneLine(next, 240)}</span> : null;
}
