/** The queue in words: the sentence of the page, what a message waits for, what a replay will do. Pure. */
import { count } from "../../lib/format/text";
import { span } from "../../lib/format/time";
import type { DeadLetter } from "../../lib/queries";
import type { State } from "../../ui/glyph";
import { deadCount } from "./dead-count";
import type { Lane, LaneMessage } from "./queries";

export function queueSentence(lanes: readonly Lane[], dead: number): string {
  const running = lanes.flatMap(({ messages }) => messages).filter(isRunning).length;
  const waiting = lanes.reduce((sum, { total }) => sum + total, 0) - running;
  if (running + waiting + dead === 0) return "The queue is empty.";
  const parts = [
    running === 0 ? "Nothing runs" : `${running} ${running === 1 ? "runs" : "run"}`,
    waiting === 0 ? "nothing waits" : `${waiting} ${waiting === 1 ? "waits" : "wait"}`,
    ...(dead === 0 ? [] : [`${deadCount(dead)} gave up`]),
  ];
  return `${parts.join(", ")}.`;
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
  const attempt = message.attempts > 1 ? `, attempt ${message.attempts}` : "";
  switch (message.waitsFor) {
    case null:
      return `${since("runs for", "just started", now - (message.startedAt ?? now))}${attempt}`;
    case "turn":
      return since("waits for", "just came", now - message.createdAt);
    case "retry":
      return `tries again ${inTime(message.notBefore, now)}, attempt ${message.attempts + 1}`;
    case "person":
      return "needs your answer";
    case "paused":
      return "paused";
    case "sub_agents":
      return "waits for its sub-agents";
    case "provider":
      return "waits for its provider";
    case "slot":
      return "waits for a free slot";
    case "start":
      return "starts next";
    case "held":
      return "held";
  }
}

/** `runs for 3 min`; in the first seconds a number would be noise. */
function since(words: string, fresh: string, ms: number): string {
  const time = span(ms);
  return time === "now" ? fresh : `${words} ${time}`;
}

function inTime(at: number | null, now: number): string {
  return at === null || at <= now ? "now" : `in ${span(Math.max(10_000, at - now))}`;
}

/** What a replay of these letters means, before anyone presses a button. */
export interface Preview {
  words: string;
  /** Those that will fail again, by what to do first. */
  advice: readonly { text: string; ids: readonly number[] }[];
}

export function previewOf(letters: readonly DeadLetter[], nameOf: (id: string) => string): Preview {
  const agents = [...new Set(letters.map(({ data }) => data.agent))];
  const to = agents.length === 1 ? nameOf(agents[0] ?? "") : count(agents.length, "agent");
  const byAdvice = new Map<string, number[]>();
  for (const { id, advice } of letters)
    if (advice !== null) byAdvice.set(advice, [...(byAdvice.get(advice) ?? []), id]);
  return {
    words: `Replay ${letters.length} to ${to}, oldest first.`,
    advice: [...byAdvice].map(([text, ids]) => ({ text, ids })),
  };
}
