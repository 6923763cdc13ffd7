/** A look at a paused provider that costs no run: whether its program is there, whether its login changed. */
import type { FailureCause } from "@tinyagi/contracts";

export interface ProviderCheck {
  /**
   * What a look tells about a failure of this cause. `certain`: while it says no, no run can succeed. `hint`: when it says
   * yes, a run is worth an early try. Undefined: nothing.
   */
  tells(cause: FailureCause): "certain" | "hint" | undefined;
  /**
   * Whether a run may get an answer now. Never rejects; in doubt it may not.
   *
   * @param pause when a run failed last, in milliseconds of the wall clock, and why; of which login, if only that is paused;
   * on which worker, if it was not this machine
   */
  mayAnswer(
    provider: string,
    pause: {
      readonly cause: FailureCause;
      readonly failedAt: number;
      readonly login?: string | undefined;
      readonly place?: string | undefined;
    },
  ): Promise<boolean>;
}
