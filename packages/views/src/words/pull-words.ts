import type { TaskPull } from "@tinyagi/contracts";
import type { PullProblem } from "@tinyagi/contracts/pull-problems";

/** What became of a task's work at its remote, in sentences and in the facts of a line. */
export interface PullWords {
  readonly state: Readonly<
    Record<TaskPull["state"], (branch: string, target: string, commit: string) => string>
  >;
  readonly checked: Readonly<Record<TaskPull["checked"], string>>;
  readonly review: Readonly<Record<TaskPull["review"], string>>;
  readonly mergeable: Readonly<Record<TaskPull["mergeable"], string>>;
  /** @param names - of checks, at least one */
  failed(names: readonly string[]): string;
  /** Why the last look failed. */
  readonly problem: Readonly<Record<PullProblem, string>>;
}
