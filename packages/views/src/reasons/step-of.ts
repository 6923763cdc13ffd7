import { causeStep, classStep, type FailureCause, type StepWords } from "@tinyagi/contracts";

/** What is known of a failure. */
export interface KnownFailure {
  readonly cause?: FailureCause | null;
  readonly provider?: string | null | undefined;
  /** A word of the wire: a newer daemon may have others. */
  readonly errorClass?: string | null;
}

/** What helps before a retry, without its full stop: by the cause, else by the class. Undefined: nothing but time. */
export function toStep(
  { cause = null, provider, errorClass = null }: KnownFailure,
  steps: StepWords,
): string | undefined {
  const step = cause === null ? undefined : causeStep(cause, provider ?? undefined, steps);
  return step ?? classStep(errorClass, steps);
}
