/** Whether messages for which somebody chose a model can be answered together. Pure. */
import type { RunChoice } from "@tinyagi/contracts";

/** Whether two messages can be answered in one run. */
export function isSameChoice(one: RunChoice = {}, other: RunChoice = {}): boolean {
  return one.model === other.model && one.effort === other.effort;
}
