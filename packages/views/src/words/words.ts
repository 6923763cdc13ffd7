import type { AgentState, AheadState, HeartbeatOff, ShownChannelState } from "@tinyagi/contracts";
import type { BudgetWords } from "../budgets/words.js";
import type { ReasonWords } from "../reasons/words.js";
import type { AgentStartWords } from "./agent-start-words.js";
import type { ChatWords } from "./chat-words.js";
import type { EmbeddingWords } from "./embedding-words.js";
import type { EventWords } from "./event-words.js";
import type { ExposeWords } from "./expose-words.js";
import type { NeedWords } from "./need-words.js";
import type { NoticeWords } from "./notice-words.js";
import type { PullWords } from "./pull-words.js";
import type { ReplyWords } from "./reply-words.js";
import type { RunWords } from "./run-words.js";
import type { ToolWords } from "./tool-words.js";
import type { WhyWords } from "./why-words.js";

/** The texts of the views. Both languages have this shape. */
export interface ViewWords {
  /** A BCP 47 tag. */
  readonly tag: string;
  readonly time: {
    readonly now: string;
    seconds(count: string): string;
    minutes(count: number): string;
    hours(count: number): string;
    days(count: number): string;
    /** Two units of a duration: `3 min 41 s`. */
    join(large: string, small: string): string;
    ago(span: string): string;
  };
  readonly reasons: ReasonWords;
  readonly whys: WhyWords;
  readonly titles: {
    /** Work that makes one reply of several answers. */
    readonly joins: { readonly all: string; of(agents: string): string };
  };
  readonly runs: RunWords;
  readonly events: EventWords;
  readonly budgets: BudgetWords;
  readonly needs: NeedWords;
  readonly chat: ChatWords;
  readonly expose: ExposeWords;
  readonly pull: PullWords;
  readonly embedding: EmbeddingWords;
  readonly notices: NoticeWords;
  readonly replies: ReplyWords;
  readonly tools: ToolWords;
  readonly figures: {
    /** @param count - as it is written: `9.6k` */
    tokens(count: string, number: number): string;
    runs(count: string, number: number): string;
    minutes(count: string): string;
    /** What is used of a limit: `$8.41 of $20.00`. */
    of(used: string, limit: string): string;
    and(amounts: readonly string[]): string;
    /** How many of some runs reported no cost. */
    noCost(silent: number, all: number): string;
  };
  readonly agents: {
    readonly states: Readonly<Record<AgentState, string>>;
    /** Why it gets no heartbeats, in words that follow a colon. */
    readonly heartbeatOff: Readonly<Record<HeartbeatOff, string>>;
    /** How a run came to its program, in words that follow the name of it. */
    readonly starts: AgentStartWords;
    /** @param how - one of `starts`; `took` is how long it was until the program had the prompt */
    started(how: string, took: string): string;
    readonly programs: {
      /** The mark of an agent whose program is open. */
      readonly mark: string;
      /** @param age - since when; `memory` of all of them, undefined where the system does not say */
      open(count: number, age: string, memory: string | undefined): string;
      /** Whether one is open for the next session, and why not. */
      readonly ahead: Readonly<Record<AheadState, string>>;
      closed(count: number): string;
      /** Those at work. */
      later(count: number): string;
      readonly none: string;
    };
  };
  readonly channels: {
    readonly states: Readonly<Record<ShownChannelState, string>>;
  };
}
