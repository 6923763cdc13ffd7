/** How much needs a person now. What it amounts to and how it reads: `needs` of views. */
import type { Circuits, Store } from "@tinyagi/kernel";
import { heldProviders, type NeedCounts } from "@tinyagi/views";

interface NeedSources {
  readonly store: Pick<Store, "approvals" | "deadLetters">;
  readonly circuits: Pick<Circuits, "list">;
}

export function needCounts({ store: { approvals, deadLetters }, circuits }: NeedSources): NeedCounts {
  const { n, questions } = approvals.countOpen();
  return {
    approvals: n - questions,
    questions,
    dead: deadLetters.count(undefined),
    providers: heldProviders(circuits.list()).length,
  };
}
