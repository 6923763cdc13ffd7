/** How much needs a person now, counted in the store. What it amounts to and how it reads: `needs` of views. */
import type { Store } from "@tinyagi/kernel";
import type { NeedCounts } from "@tinyagi/views";

export function needCounts({ approvals, deadLetters }: Pick<Store, "approvals" | "deadLetters">): NeedCounts {
  const { n, questions } = approvals.countOpen();
  return { approvals: n - questions, questions, dead: deadLetters.count(undefined) };
}
