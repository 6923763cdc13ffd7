/** The queue in words: the sentence of the page, what a message waits for, what a replay will do. Pure. */

import type { DeadGroup, RouteOutput } from "@tinyagi/contracts";
import { waitWords } from "@tinyagi/views";
import { grouped, span } from "../../lib/figures";
import type { DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";
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

const WAIT_STATES: Readonly<Partial<Record<NonNullable<LaneMessage["waitsFor"]>, State>>> = {
  person: "waiting",
  sub_agents: "running",
};

export function stateOf({ waitsFor }: Pick<LaneMessage, "waitsFor">): State {
  return waitsFor === null ? "running" : (WAIT_STATES[waitsFor] ?? "held");
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

/** What a replay means, before anyone presses a button. */
export interface Preview {
  /** How many are replayed. */
  total: number;
  text: string;
  /** Those of sub-agents, which a replay leaves to their graph. */
  leftOut: number;
  /** Those that will fail again, by what to do first. */
  advice: readonly { text: string; count: number; reasons: readonly DeadGroup["errorClass"][] }[];
}

export function previewOf(all: readonly DeadGroup[], nameOf: (id: string) => string): Preview {
  const groups = all.flatMap((group) => {
    const count = group.count - group.inGraph;
    return count === 0 ? [] : [{ ...group, count }];
  });
  const total = sumOf(groups);
  const agents = [...new Set(groups.map(({ agent }) => agent))];
  const to = agents.length === 1 ? nameOf(agents[0] ?? "") : words.queue.dead.agents(agents.length);
  const byAdvice = new Map<string, DeadGroup[]>();
  for (const group of groups)
    if (group.advice !== null) byAdvice.set(group.advice, [...(byAdvice.get(group.advice) ?? []), group]);
  return {
    total,
    text: total === 0 ? words.queue.dead.nothingToReplay : words.queue.dead.preview(total, to),
    leftOut: sumOf(all) - total,
    advice: [...byAdvice].map(([text, same]) => ({
      text,
      count: sumOf(same),
      reasons: [...new Set(same.map(({ errorClass }) => errorClass))],
    })),
  };
}

export function sumOf(groups: readonly Pick<DeadGroup, "count">[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/** Chosen letters, counted as the daemon counts all of them. */
export function groupsOf(letters: readonly DeadLetter[]): DeadGroup[] {
  const groups = new Map<string, DeadGroup>();
  for (const { data, errorClass, advice, inGraph } of letters) {
    const key = `${data.agent} ${errorClass}`;
    const before = groups.get(key) ?? { agent: data.agent, errorClass, advice, count: 0, inGraph: 0 };
    groups.set(key, {
      ...before,
      count: before.count + 1,
      inGraph: before.inGraph + (inGraph ? 1 : 0),
    });
  }
  return [...groups.values()];
}
