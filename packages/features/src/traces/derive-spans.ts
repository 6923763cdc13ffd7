/** The spans of a list of events. Pure; linear in the events but for the final sort. */
import type { JournalEvent } from "@tinyagi/contracts";
import type { Span } from "./span.js";
import { createSpanFold } from "./span-fold.js";

/**
 * @param events in the order of their numbers
 * @returns in order of their start; spans that have not ended have no end
 */
export function deriveSpans(events: Iterable<JournalEvent>): Span[] {
  const spans: Span[] = [];
  const fold = createSpanFold((span) => spans.push(span));
  for (const event of events) fold.add(event);
  spans.push(...fold.openSpans());
  return inOrder(spans);
}

/** Sorts by start. Of spans that start in the same millisecond, a run precedes what it does. */
export function inOrder(spans: Span[]): Span[] {
  return spans.sort(
    (a, b) =>
      a.start - b.start ||
      Number(a.kind !== "run") - Number(b.kind !== "run") ||
      toEventNumber(a) - toEventNumber(b),
  );
}

function toEventNumber({ id }: Span): number {
  return Number(/^span_(\d+)$/.exec(id)?.[1] ?? 0);
}
