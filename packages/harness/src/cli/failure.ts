/**
 * Classifies the failures that CLIs and providers report. Pure. Callers must pass only text that the CLI itself marks as
 * an error: a model that writes "rate limit" has not failed.
 */
import type { RunErrorClass } from "@tinyagi/contracts";

const BY_TEXT: readonly (readonly [RegExp, RunErrorClass])[] = [
  [
    /prompt is too long|context[ _](window|length)|maximum context|too many (input )?tokens|ran out of room/i,
    "context_too_long",
  ],
  [/rate.?limit|too many requests|usage limit|hit your (\w+ )?limit|quota/i, "rate_limited"],
  [
    /invalid api key|authentication|unauthori[sz]ed|not logged in|please run \/login|oauth token|credit balance|billing/i,
    "auth",
  ],
  [/model.{0,80}(not found|not exist|not supported|no access)|issue with the selected model/i, "not_found"],
];

/** Class of a provider's HTTP status. Undefined for a status that is not an error. */
export function classOfStatus(status: number): RunErrorClass | undefined {
  if (status === 401 || status === 402 || status === 403) return "auth";
  if (status === 404) return "not_found";
  if (status === 413) return "context_too_long";
  if (status === 429) return "rate_limited";
  if (status === 408 || status === 409 || status === 425 || status >= 500) return "transient";
  return status >= 400 ? "invalid" : undefined;
}

/** Class of a failure. The status decides; the text decides if the status is missing or is an unspecific 4xx such as 400. */
export function classOfFailure({
  status,
  message,
}: {
  status?: number | undefined;
  message: string;
}): RunErrorClass {
  const byStatus = status === undefined ? undefined : classOfStatus(status);
  if (byStatus !== undefined && byStatus !== "invalid") return byStatus;
  const byText = BY_TEXT.find(([pattern]) => pattern.test(message))?.[1];
  return byText ?? byStatus ?? "transient";
}
