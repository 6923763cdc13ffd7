/** Makes a typed failure of what a program or provider reported. Pure; the forms are in one table of `contracts`. */
import {
  causeOfReport,
  type FailureReport,
  failureWith,
  type HarnessError,
  type HarnessErrorOptions,
  isOverload,
  resetIn,
} from "@tinyagi/contracts";

export interface ReportedFailure extends FailureReport {
  /** Headers or the parsed body of the answer. */
  readonly fields?: unknown;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The failure, and how long the provider asks to wait. */
export function reportedFailure(
  report: ReportedFailure,
  options: Pick<HarnessErrorOptions, "retryAfterMs"> = {},
): HarnessError {
  const { message, fields, now } = report;
  const reported = causeOfReport(report);
  const mayPass = reported === "limit" || reported === "outage" || reported === "quota";
  const retryAfterMs = mayPass
    ? (options.retryAfterMs ?? resetIn({ text: message, fields, isLimit: reported !== "outage", now }))
    : undefined;
  // Providers speak of billing in every limit. One that ends by itself is only a limit.
  const cause = reported === "quota" && retryAfterMs !== undefined ? "limit" : reported;
  const modelOnly = cause === "outage" && isOverload(report);
  return failureWith(cause, message, { retryAfterMs, modelOnly });
}
