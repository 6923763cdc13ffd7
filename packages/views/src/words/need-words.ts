/** The texts of what needs a person and what can wait. */
import type { ApprovalKind, HeldDecision, PlannedChange } from "@tinyagi/contracts";

export const DOWN_STATES = ["reconnecting", "stalled", "login", "crashed", "failed"] as const;
/** A state of a channel that a person should know about. */
export type DownState = (typeof DOWN_STATES)[number];

export interface NeedWords {
  readonly nothing: string;
  /** How much, as a sentence: `3 things need you.` */
  count(things: number): string;
  readonly approvals: (count: number) => string;
  readonly questions: (count: number) => string;
  readonly dead: (count: number) => string;
  readonly providers: (count: number) => string;
  /** What an agent asks, wherever that is shown: the end of a sentence that starts with its name. */
  readonly asks: Readonly<Record<ApprovalKind, string>>;
  /** A decision that can still be taken back. @param left of its time */
  readonly held: Readonly<Record<HeldDecision["status"], (by: string, left: string) => string>>;
  readonly permission: PermissionWords;
  /** The end of a sentence that starts with the name of an agent. */
  readonly failed: string;
  sender(name: string, channel: string): string;
  /** @param place the worker on which it is paused */
  provider(name: string, place?: string): string;
  /** By the state of the channel. */
  readonly channel: Readonly<Record<DownState, (name: string) => string>>;
  readonly budget: {
    readonly today: string;
    of(name: string): string;
    usedUp(budget: string): string;
    nearly(budget: string): string;
  };
}

type ByChange<T> = Readonly<Record<PlannedChange["kind"], T>>;

/** What an agent wants to do: titles, and the lines between what the agent wrote. */
export interface PermissionWords {
  readonly run: string;
  /** About one file, by what happens to it. */
  readonly file: ByChange<(name: string) => string>;
  readonly files: (count: number) => string;
  /** Before the path of a file. */
  readonly change: ByChange<string>;
  readonly moves: string;
  readonly tool: string;
  readonly folder: string;
  readonly reason: string;
  readonly more: string;
}
