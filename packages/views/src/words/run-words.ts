import type { ApprovalKind, PlaceWait, Steered, WorkState } from "@tinyagi/contracts";

/** The texts about runs: their states, what they wait for, plans and progress. */
export interface RunWords {
  readonly states: Readonly<Record<WorkState, string>>;
  readonly waits: {
    readonly turn: string;
    readonly paused: string;
    readonly sub_agents: string;
    readonly slot: string;
    /** @param id - of the message that runs now */
    behindRunning(id: number): string;
    /** @param wait - what that message waits for, in words of this table */
    behind(id: number, wait: string): string;
    /** @param left - how long at most; undefined: no time ends it, or it has passed */
    retry(left: string | undefined, attempt: number | undefined): string;
    person(asks: ApprovalKind, left: string | undefined): string;
    provider(provider: string | undefined, left: string | undefined): string;
    place(place: PlaceWait | undefined): string;
    start(left: string | undefined): string;
    window(left: string | undefined): string;
    decided(left: string | undefined): string;
    held(left: string | undefined): string;
  };
  /** A plan for sub-agents in an answer. */
  readonly plan: {
    readonly label: string;
    readonly json: string;
    planned(count: number): string;
    after(names: readonly string[]): string;
  };
  /** What became of a text for a run. `sent`: the daemon does not say how. */
  readonly steered: Readonly<Record<Steered | "sent", string>>;
  /** Progress of one agent, of several, and how many are not shown. */
  readonly progress: {
    readonly working: string;
    done(count: number, all: number): string;
    more(count: number): string;
  };
}
