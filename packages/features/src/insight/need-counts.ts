/** How much needs a person now, counted in the store. What it amounts to and how it reads: `needs` of views. */
import type { Store } from "@tinyagi/kernel";
import type { NeedCounts } from "@tinyagi/views";

export function needCounts({ approvals, messages }: Pick<Store, "approvals" | "messages">): NeedCounts {
  const { n, questions } = approvals.countOpen();
  const dead = messages.countByStatus().find(({ status }) => status === "dead")?.n ?? 0;
  return { approvals: n - questions, questions, dead };
}
