/** The queue in words: the sentence of the page, what a message waits for. Pure. */

import type { RouteOutput } from "@tinyagi/contracts";
import { grouped } from "../../lib/format/number";
import { span } from "../../lib/format/time";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";
import type { LaneMessage } from "./queries";

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

const WAIT_STATES: Readonly<Partial<Record<NonNullable<LaneMessage["waitsFor"]>, State>>> = {
  person: "waiting",
  sub_agents: "running",
};

export function stateOf({ waitsFor }: Pick<LaneMessage, "waitsFor">): State {
  return waitsFor === null ? "running" : (WAIT_STATES[waitsFor] ?? "held");
}

/** What a message does or waits for, in a few words. */
export function waitWords(message: LaneMessage, now: number): string {
  const say = words.queue.waits;
  const attempt = message.attempts > 1 ? say.attempt(message.attempts) : "";
  switch (message.waitsFor) {
    case null:
      return `${since(say.runsFor, say.justStarted, now - (message.startedAt ?? now))}${attempt}`;
    case "turn":
      return since(say.waitsFor, say.justCame, now - message.createdAt);
    case "retry":
      return say.triesAgain(inTime(message.notBefore, now), message.attempts + 1);
    default:
      return words.queue.waits[message.waitsFor];
  }
}

/** `runs for 3 min`; in the first seconds a number would be noise. */
function since(say: (time: string) => string, fresh: string, ms: number): string {
  const time = span(ms);
  return time === words.common.time.now ? fresh : say(time);
}

/** @returns how long until then; undefined: now */
function inTime(at: number | null, now: number): string | undefined {
  return at === null || at <= now ? undefined : span(Math.max(10_000, at - now));
}
