/** Collects every problem of a plan, so that one refusal names them all. Bounded by {@link MAX_PROBLEMS}. */

import { nearestName } from "@tinyagi/contracts";
import { PlanError, type PlanProblem } from "../errors.js";
import { MAX_PROBLEMS } from "../limits.js";

export class Problems {
  readonly list: PlanProblem[] = [];
  #beyond = 0;

  /** @param near the unknown name and the known ones, to suggest the nearest */
  add(problem: PlanProblem, near?: { name: string; known: Iterable<string> }): void {
    if (this.list.length >= MAX_PROBLEMS) {
      this.#beyond++;
      return;
    }
    const nearest = near && nearestName(near.name, near.known);
    this.list.push(nearest === undefined ? problem : { ...problem, nearest });
  }

  get empty(): boolean {
    return this.list.length === 0;
  }

  /** All problems; the last entry counts those beyond the limit, if any. */
  all(): PlanProblem[] {
    if (this.#beyond === 0) return this.list;
    return [...this.list, { path: "", code: "too_many_problems", message: `${this.#beyond} more problems` }];
  }

  /** @throws PlanError when there is any problem */
  throwIfAny(): void {
    if (!this.empty) throw new PlanError(this.all());
  }
}
