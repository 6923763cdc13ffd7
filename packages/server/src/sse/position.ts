/** Where a reader's stream starts. A position that cannot be served without a gap is refused with 410. */
import { AppError } from "@tinyagi/contracts";
import type { EventFeed } from "../options.js";

const SEQ_PATTERN = /^(?:0|[1-9][0-9]{0,14})$/;

/**
 * The sequence number after which the stream starts: `Last-Event-ID` (a browser sends it on reconnect, while the URL
 * keeps its old `since`), else `since`, else the newest event.
 *
 * @throws `INVALID_INPUT` for an invalid id; `EVENTS_PRUNED` when later events were deleted
 */
export function startPosition(
  feed: EventFeed,
  asked: { lastEventId: string | undefined; since: number | undefined },
): number {
  const last = feed.lastSeq();
  const after = asked.lastEventId ? parseSeq(asked.lastEventId) : asked.since;
  if (after === undefined) return last;
  if (after < feed.oldestSeq() - 1 || after > last) {
    const hint = `Read the current state (GET /api/conversations, /api/runs), then follow with ?since=${last}.`;
    throw new AppError("EVENTS_PRUNED", `The events after this position were deleted. ${hint}`, {
      details: [{ path: "since", message: hint }],
    });
  }
  return after;
}

function parseSeq(text: string): number {
  if (SEQ_PATTERN.test(text)) return Number(text);
  throw new AppError("INVALID_INPUT", "Last-Event-ID: send an id that this stream has sent.");
}
