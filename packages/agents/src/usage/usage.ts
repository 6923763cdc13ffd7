/** Sums of usage, on each level of the tree. What nobody reported stays absent, it is never shown as 0. */
import { addUsage, type Usage } from "@tinyagi/contracts";

export { addUsage };

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
