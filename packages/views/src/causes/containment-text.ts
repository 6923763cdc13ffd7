/** How the processes of runs are kept together, and what would make it better: of the fact, else as an earlier daemon says it. */
import type { ContainmentLack, ContainmentStatus } from "@tinyagi/contracts";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

type Told = Pick<ContainmentStatus, "meaning" | "advice">;

/** @param lacks null where there are control groups */
export function containmentText(
  lacks: ContainmentLack | null,
  mount: string | null,
  { whys: { containment } }: ViewWords = en,
): Told {
  if (lacks === null) return { meaning: containment.means.cgroup, advice: null };
  const meaning = lacks === "system" ? containment.means.groups : containment.means.marks;
  return { meaning, advice: containment.helps[lacks](mount ?? "/sys/fs/cgroup") };
}

export function sayContainment(
  { lacks, mount = null, meaning, advice }: ContainmentStatus,
  words: ViewWords = en,
): Told {
  const isKnown =
    lacks === null || (lacks !== undefined && Object.hasOwn(words.whys.containment.helps, lacks));
  return isKnown ? containmentText(lacks, mount, words) : { meaning, advice };
}
