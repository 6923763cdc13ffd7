/** Sums of usage, on each level of the tree. What nobody reported stays absent, it is never shown as 0. */
import type { Usage } from "@tinyagi/contracts";

const COUNTS = ["inputTokens", "outputTokens", "cachedTokens", "costUsd"] as const;

/** Adds two reports; one estimated part makes the sum estimated. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Usage = {};
  for (const field of COUNTS) {
    if (a[field] !== undefined || b[field] !== undefined) sum[field] = (a[field] ?? 0) + (b[field] ?? 0);
  }
  if (a.estimated === true || b.estimated === true) sum.estimated = true;
  return sum;
}

/** What a run used itself, and what it used together with every run below it. */
export class UsageMeter {
  #own: Usage = {};
  #total: Usage = {};
  readonly #parent: UsageMeter | undefined;

  constructor(parent?: UsageMeter) {
    this.#parent = parent;
  }

  get own(): Usage {
    return this.#own;
  }
  get total(): Usage {
    return this.#total;
  }

  /** Books a report here and, as it comes, in every run above. */
  add(usage: Usage): void {
    this.#own = addUsage(this.#own, usage);
    for (let at: UsageMeter | undefined = this; at !== undefined; at = at.#parent) {
      at.#total = addUsage(at.#total, usage);
    }
  }
}
