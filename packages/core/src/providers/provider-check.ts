/** A look at a paused provider that costs no run: whether its program is there, whether its login changed. */
import type { FailureCause } from "@tinyagi/contracts";

export interface ProviderCheck {
  /** Whether a failure of this cause can be looked at. */
  looksAt(cause: FailureCause): boolean;
  /**
   * Whether a run may get an answer now. Never rejects; in doubt it may.
   *
   * @param pause since when the provider is paused, in milliseconds of the wall clock, and why
   */
  mayAnswer(
    provider: string,
    pause: { readonly cause: FailureCause; readonly since: number },
  ): Promise<boolean>;
}
