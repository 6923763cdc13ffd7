/**
 * What keeps an open message from going on: one type, and one table of what each hold means for people and for clients.
 * The queue, `why`, the views and every client read a hold here; none decides by itself. Pure.
 */
import type { Advice, Reason } from "./reason.js";
import type { LANE_WAITS } from "./vocabulary.js";
import type { WaitFact } from "./wait-fact.js";

export type Hold = Extract<Reason, { code: `waits.${string}` }>;
export type HoldCode = Hold["code"];

interface HoldRow<Code extends HoldCode> {
  /** The word of the queue and of clients. */
  readonly for: (typeof LANE_WAITS)[number];
  /** How a person lifts it; null when it ends by itself. */
  readonly advice: Advice["code"] | null;
  /** When it ends at the latest; null when no time ends it. */
  readonly until: (hold: Extract<Hold, { code: Code }>) => number | null;
}

const never = (): null => null;

export const HOLDS: { readonly [Code in HoldCode]: HoldRow<Code> } = {
  "waits.turn": { for: "turn", advice: null, until: never },
  "waits.turn.works": { for: "turn", advice: null, until: never },
  "waits.turn.retried": { for: "turn", advice: null, until: never },
  "waits.people": { for: "turn", advice: null, until: never },
  "waits.pause": { for: "paused", advice: "resume", until: never },
  "waits.approval": { for: "person", advice: "decide", until: ({ until }) => until },
  "waits.decided": { for: "decided", advice: null, until: ({ until }) => until },
  "waits.sub_agents": { for: "sub_agents", advice: "sub_agents", until: never },
  "waits.held": { for: "held", advice: "held", until: never },
  "waits.provider": { for: "provider", advice: "provider", until: ({ until }) => until },
  "waits.start": { for: "start", advice: null, until: never },
  "waits.more": { for: "start", advice: null, until: ({ at }) => at },
  "waits.retry": { for: "retry", advice: null, until: ({ at }) => at },
  "waits.cause": { for: "held", advice: null, until: ({ at }) => at ?? null },
  "waits.window": { for: "window", advice: null, until: ({ at }) => at },
  "waits.place": { for: "place", advice: "place", until: never },
  "waits.slot": { for: "slot", advice: null, until: never },
};

/** The hold as lists of open messages show it: without its story. @param attempts how many the message had */
export function toWaitFact(hold: Hold, attempts: number): Omit<WaitFact, "behind"> {
  const row = HOLDS[hold.code] as HoldRow<HoldCode>;
  return { for: row.for, until: row.until(hold as never), ...namedIn(hold, attempts) };
}

/** What a hold is about, beside its time. */
function namedIn(hold: Hold, attempts: number): Partial<WaitFact> {
  switch (hold.code) {
    case "waits.retry":
      return { attempt: attempts + 1 };
    case "waits.approval":
      return { asks: hold.asks };
    case "waits.provider":
      return { provider: hold.provider };
    case "waits.place":
      return { place: { place: hold.place, because: hold.because } };
    default:
      return {};
  }
}

/** The hold of which a list shows only this much. */
export function holdCode(wait: Pick<WaitFact, "for" | "until">): HoldCode {
  const isTimed = wait.until !== null;
  if (wait.for === "start" && isTimed) return "waits.more";
  if (wait.for === "held" && isTimed) return "waits.cause";
  return CODES[wait.for];
}

/** The first code with each word. */
const CODES = Object.fromEntries(
  (Object.keys(HOLDS) as HoldCode[]).reverse().map((code) => [HOLDS[code].for, code]),
) as Readonly<Record<WaitFact["for"], HoldCode>>;
