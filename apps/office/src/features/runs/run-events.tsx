/** The recorded events of one run: folded, one line each. */
"use client";
import type { RunLogEntry } from "@tinyagi/contracts";
import { eventSentence } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { TimeChip } from "../../ui/chips";

/** The newest ones; the Log has all. */
const SHOWN = 200;

export function RunEvents({ log }: { log: readonly RunLogEntry[] }) {
  if (log.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer text-12 text-n-7 select-none hover:text-n-10 max-md:py-3.5">
        {log.length > SHOWN
          ? words.runs.part.newestEvents(SHOWN, log.length)
          : words.runs.part.events(log.length)}
      </summary>
      <ol className="mt-1">
        {log.slice(-SHOWN).map(({ seq, type, time, data }) => (
          <li key={seq} className="flex gap-3 border-b border-n-3 py-1 text-12 last:border-0">
            <span className="min-w-0 grow break-words text-n-9" title={type}>
              {oneLine(eventSentence({ type, data, agentStandsBeside: true }, words.views), 160)}
            </span>
            <TimeChip at={time} />
          </li>
        ))}
      </ol>
    </details>
  );
}
