/** The queue in words: the sentence of the page, what a message waits for. Pure. */

import type { RouteOutput } from "@tinyagi/contracts";
import { waitWords, workState } from "@tinyagi/views";
import { grouped, span } from "../../lib/figures";
import { words } from "../../locale/words";
import { type Shown, workShown } from "../../ui/states";
import type { LaneMessage } from "./queries";

const FRESH_MS = 10_000;

/** How many messages there are, shown or not. */
type Counts = Pick<RouteOutput<"queueStatus">, "processing" | "incoming" | "queued">;

export function queueSentence({ processing: running, incoming, queued }: Counts, dead: number): string {
  const waiting = incoming + queued;
  const say = words.queue.sentence;
  if (running + waiting + dead === 0) return say.empty;
  const gaveUp = dead === 0 ? [] : [say.gaveUp(grouped(dead))];
  return say.all([say.runs(running), say.waits(waiting), ...gaveUp]);
}

export function isRunning({ status }: Pick<LaneMessage, "status">): boolean {
  return status === "processing";
}

export function messageShown(message: LaneMessage): Shown {
  return workShown(workState({ message }));
}

/** What a message does or waits for, in a few words. */
export function nowWords(message: LaneMessage, now: number): string {
  const wait = waitWords(message, now, words.views);
  if (wait !== "") return wait;
  const say = words.queue.waits;
  const attempt = message.attempts > 1 ? say.attempt(message.attempts) : "";
  return `${since(say.runsFor, say.justStarted, now - (message.startedAt ?? now))}${attempt}`;
}

/** `runs for 3 min`; in the first seconds a number would be noise. */
function since(say: (time: string) => string, fresh: string, ms: number): string {
  return ms < FRESH_MS ? fresh : say(span(ms));
}
