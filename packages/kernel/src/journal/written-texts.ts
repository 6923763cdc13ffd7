/**
 * What live runs have written so far. The journal does not store these words, so a page that opens late reads them here.
 * `end` says where the words end in all that the run wrote: with it the pieces that come later join without a gap.
 * Forgets a run when it ends, and keeps the newest words of each only, so that it never grows with history.
 */
import { type JournalEvent, RUN_END_EVENTS, type WrittenText } from "@tinyagi/contracts";
import type { Journal } from "./journal.js";

/** Of each run. */
export const WRITTEN_MAX_CHARS = 20_000;

/** The second half of a character whose first half was cut off. */
const HALF = /^[\uDC00-\uDFFF]/;

const ENDS: ReadonlySet<JournalEvent["type"]> = new Set(RUN_END_EVENTS);

export interface WrittenTexts extends AsyncDisposable {
  /** @param max characters, the newest. @returns undefined for a run that has ended or wrote nothing yet */
  of(runId: string, max?: number): WrittenText | undefined;
}

export function createWrittenTexts(journal: Pick<Journal, "subscribe">): WrittenTexts {
  const texts = new Map<string, WrittenText>();

  function take(event: JournalEvent): void {
    const { runId } = event;
    if (runId === undefined) return;
    if (ENDS.has(event.type)) texts.delete(runId);
    if (event.type !== "run.progressed" || event.data.end === undefined) return;
    const { text, delta, end } = event.data;
    const before = delta ? (texts.get(runId)?.text ?? "") : "";
    const all = before + text;
    // Cut rarely: each cut copies what is kept.
    texts.set(runId, { text: all.length > 2 * WRITTEN_MAX_CHARS ? all.slice(-WRITTEN_MAX_CHARS) : all, end });
  }

  const unsubscribe = journal.subscribe(take);
  return {
    of(runId, max = WRITTEN_MAX_CHARS) {
      const known = texts.get(runId);
      return known && { ...known, text: known.text.slice(-max).replace(HALF, "") };
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
    },
  };
}
