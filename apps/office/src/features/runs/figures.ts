/**
 * What a piece of work took and cost. One definition everywhere: `own` is the work itself over all its tries, `total`
 * (∑) also everything below it over all tries. A sum of the page is a sum of what the daemon counted for each try. Pure.
 */
import { addUsage, type Usage } from "@tinyagi/contracts";
import type { WorkTime } from "@tinyagi/views";
import type { Run } from "../../lib/queries";

export interface Figures {
  /** From the start of the first try to the end of all work below; undefined before the first, and while its end is not known. */
  time: WorkTime | undefined;
  own: Usage;
  total: Usage;
}

export const NO_FIGURES: Figures = { time: undefined, own: {}, total: {} };

/** As they were at a time. A try that had not ended then had reported nothing. */
export function figuresAt(tries: readonly Run[], at: number): Omit<Figures, "total"> {
  const begun = tries.filter(({ createdAt }) => createdAt <= at);
  const ended = begun.filter(({ finishedAt }) => finishedAt !== null && finishedAt <= at);
  return {
    time: timeOf(begun, ended.length === begun.length ? (ended.at(-1)?.finishedAt ?? at) : at),
    own: sum(ended.map(({ usage }) => usage)),
  };
}

export function sum(all: readonly Usage[]): Usage {
  return all.reduce(addUsage, {});
}

function timeOf([first]: readonly Run[], until: "now" | number | undefined): Figures["time"] {
  if (first === undefined || until === undefined) return undefined;
  return { since: first.startedAt ?? first.createdAt, until };
}
