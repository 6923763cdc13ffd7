/** Settings from outside that weaken a guard, as lines: what was left out, how to set it, and what was taken over. */
import { changeLine, type GuardChange } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";

export interface WeakerLists {
  left: readonly GuardChange[];
  taken: readonly GuardChange[];
}

/** @param tense whether it already happened */
export function weakerLines({ left, taken }: WeakerLists, tense: "will" | "did"): string[] {
  return [
    ...(left.length === 0
      ? []
      : [
          tense === "did"
            ? "These settings would weaken a guard and were not taken over:"
            : "These settings weaken a guard and are not taken over, unless you accept them (--accept-weaker):",
          ...left.map((change) => `- ${changeLine(change)}`),
          ...(tense === "did" ? ["To set one yourself:", ...left.map(commandFor)] : []),
        ]),
    ...(taken.length === 0
      ? []
      : [
          tense === "did"
            ? "These settings weaken a guard and were taken over:"
            : "These settings are taken over:",
          ...taken.map((change) => `- ${changeLine(change)}`),
        ]),
  ];
}

/** Values may be secrets: the command asks for them. */
function commandFor({ path }: GuardChange): string {
  return `  tinyagi config set ${cleanLine(path)} <value>`;
}
